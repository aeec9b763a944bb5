package dev.skipstream.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.skipstream.evaluate.Figures;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.PrecisionCurves;
import dev.skipstream.evaluate.classification.ClassConfusion;
import dev.skipstream.report.StageTimes;
import dev.skipstream.score.EvaluationTask;
import dev.skipstream.topics.range.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of masks, keypoints, classes or regions as a JSON document: {@code evaluation.v1.json}
 * of the schemas.
 *
 * @param task the task, not boxes
 * @param counts number of scored frames, and of the others by the reason
 * @param sources the selected ones
 * @param ranges the offsets that were read, where not all of the topic was
 * @param metrics the task's numbers
 * @param by metrics by the attributes of the data set's images that were requested
 * @param confusion the classes that frames were taken for, where requested
 * @param curves precision at each recall, where requested
 * @param times times of the frames, where known
 */
public record TaskDocument(
    EvaluationTask task,
    @JsonUnwrapped FrameJoin.Counts counts,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> sources,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OffsetRange> ranges,
    Figures metrics,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, Figures>> by,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ClassConfusion> confusion,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PrecisionCurves> curves,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<StageTimes.Summary> times) {}
