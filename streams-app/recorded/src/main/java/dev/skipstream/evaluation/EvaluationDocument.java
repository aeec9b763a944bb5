package dev.skipstream.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.skipstream.evaluate.CocoMetrics;
import dev.skipstream.evaluate.ConfusionMatrix;
import dev.skipstream.evaluate.ErrorCounts;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.VocMetrics;
import dev.skipstream.report.StageTimes;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.topics.range.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of boxes as a JSON document, one shape for topics and files: {@code
 * evaluation.v1.json} of the schemas.
 *
 * @param task boxes
 * @param counts number of scored frames, and of the others by the reason
 * @param sources the selected ones
 * @param ranges the offsets that were read, where not all of the topic was
 * @param boxesOutside boxes outside their frame that were counted
 * @param metrics COCO's
 * @param by metrics by the attributes of the data set's images that were requested
 * @param voc Pascal VOC's
 * @param confusion what objects were taken for, where requested
 * @param errors kinds of errors, where requested
 * @param curves precision at each recall, where requested
 * @param times times of the frames, where known
 */
public record EvaluationDocument(
    EvaluationTask task,
    @JsonUnwrapped FrameJoin.Counts counts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> sources,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OffsetRange> ranges,
    long boxesOutside,
    CocoMetrics metrics,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, CocoMetrics>> by,
    VocMetrics voc,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ConfusionMatrix.Table> confusion,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ErrorCounts.Table> errors,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PrecisionCurves> curves,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<StageTimes.Summary> times) {}
