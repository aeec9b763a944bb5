package dev.skipstream.schemas.serde;

import dev.skipstream.schemas.event.CameraView;
import dev.skipstream.schemas.event.ImageEvent;
import dev.skipstream.schemas.event.Motion;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The extensions of an image event that state how its image was made from a camera's frame. Each is
 * one attribute of several values: a part of them has no meaning.
 */
final class CameraAttributes {
  private static final String VIEW = "view";
  private static final String MOTION = "motion";

  /** Bounded, so that each number fits into its type. */
  private static final Pattern VIEW_FORM =
      Pattern.compile(
          "camera=([0-9]{1,9})x([0-9]{1,9}),x=([0-9]{1,9}),y=([0-9]{1,9}),"
              + "scale=([0-9]{1,9}(?:\\.[0-9]{1,30})?)");

  private static final String VIEW_EXAMPLE = "camera=1920x1080,x=480,y=0,scale=0.5";

  private static final Pattern MOTION_FORM =
      Pattern.compile(
          "score=([0-9]{1,9}(?:\\.[0-9]{1,9})?),keyframe=([0-9]{1,9}(?:\\.[0-9]{1,9})?)");

  private static final String MOTION_EXAMPLE = "score=0.0312,keyframe=10.000";

  private CameraAttributes() {}

  static void write(ImageEvent event, CloudEventBuilder to) {
    event.view().ifPresent(view -> to.withExtension(VIEW, text(view)));
    event.motion().ifPresent(motion -> to.withExtension(MOTION, text(motion)));
  }

  private static String text(CameraView view) {
    return "camera=%dx%d,x=%d,y=%d,scale=%s"
        .formatted(
            view.width(),
            view.height(),
            view.x(),
            view.y(),
            BigDecimal.valueOf(view.scale()).toPlainString());
  }

  private static String text(Motion motion) {
    return "score=%s,keyframe=%s"
        .formatted(
            BigDecimal.valueOf(motion.score()).setScale(4, RoundingMode.HALF_EVEN).toPlainString(),
            BigDecimal.valueOf(motion.keyframe().toNanos(), 9)
                .setScale(3, RoundingMode.UP)
                .toPlainString());
  }

  static Optional<CameraView> view(CloudEvent event) throws InvalidEventException {
    return read(event, VIEW, VIEW_FORM, VIEW_EXAMPLE, CameraAttributes::view);
  }

  private static CameraView view(MatchResult values) {
    return new CameraView(
        Integer.parseInt(values.group(1)),
        Integer.parseInt(values.group(2)),
        Integer.parseInt(values.group(3)),
        Integer.parseInt(values.group(4)),
        Double.parseDouble(values.group(5)));
  }

  static Optional<Motion> motion(CloudEvent event) throws InvalidEventException {
    return read(event, MOTION, MOTION_FORM, MOTION_EXAMPLE, CameraAttributes::motion);
  }

  private static Motion motion(MatchResult values) {
    return new Motion(
        Double.parseDouble(values.group(1)),
        Duration.ofNanos(new BigDecimal(values.group(2)).movePointRight(9).longValueExact()));
  }

  private static <T> Optional<T> read(
      CloudEvent event,
      String name,
      Pattern form,
      String example,
      Function<MatchResult, T> conversion)
      throws InvalidEventException {
    Object value = event.getExtension(name);
    if (value == null) {
      return Optional.empty();
    }
    String text = value.toString();
    Matcher values = form.matcher(text);
    try {
      if (values.matches()) {
        return Optional.of(conversion.apply(values));
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidEventException(
          "ce_%s is '%s': %s".formatted(name, ImageEventReader.cut(text), e.getMessage()), e);
    }
    throw new InvalidEventException(
        "ce_%s is '%s': expected a form such as %s"
            .formatted(name, ImageEventReader.cut(text), example));
  }
}
