package dev.skipstream.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.skipstream.evaluate.CocoFigures;
import dev.skipstream.evaluate.CocoTask;
import dev.skipstream.evaluate.FrameJoin;
import dev.skipstream.evaluate.PrecisionCurves;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of masks or keypoints as a JSON document: {@code evaluation.v1.json} of the schemas.
 *
 * @param task masks or keypoints
 * @param counts number of scored images
 * @param metrics COCO's
 * @param by metrics by the attributes of the data set's images that were requested
 * @param curves precision at each recall, where requested
 */
public record ShapeEvaluationDocument(
    CocoTask task,
    @JsonUnwrapped FrameJoin.Counts counts,
    CocoFigures metrics,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Map<String, CocoFigures>> by,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PrecisionCurves> curves) {}
