package dev.skipstream.schemas.event;

/**
 * The reason for which an image event became a dead letter: the values of the header {@code
 * skipstream.reason}.
 */
public enum RejectReason {
  /** The CloudEvents headers are not those of an image event of a supported version. */
  INVALID_EVENT("invalid-event"),
  /** The record has no bytes. */
  EMPTY_IMAGE("empty-image"),
  /** The image has more encoded bytes than allowed. */
  IMAGE_TOO_LARGE("image-too-large"),
  /** The image has more pixels than allowed, by its header, before any memory is allocated. */
  TOO_MANY_PIXELS("too-many-pixels"),
  /** One side is too many times the other, told from the image's header. */
  EXTREME_ASPECT("extreme-aspect"),
  /** A JPEG with so many scans that decoding it would take minutes. */
  TOO_MANY_SCANS("too-many-scans"),
  /** The bytes are no image of a format we know. */
  UNKNOWN_FORMAT("unknown-format"),
  /** The format is known, but the bytes are damaged or cut short. */
  DAMAGED_IMAGE("damaged-image"),
  /** The URI in {@code ce_dataref} is not on the allow-list. */
  DATAREF_NOT_ALLOWED("dataref-not-allowed"),
  /** There is no object at the location in {@code ce_dataref}. */
  DATAREF_NOT_FOUND("dataref-not-found"),
  /** The store that {@code ce_dataref} names refuses to give it to us. */
  DATAREF_REFUSED("dataref-refused"),
  /** The object that {@code ce_dataref} names did not arrive within the time limit. */
  DATAREF_TIMEOUT("dataref-timeout"),
  /** The store that {@code ce_dataref} names could not be reached, and all retries failed. */
  DATAREF_UNAVAILABLE("dataref-unavailable"),
  /** The header {@code ce_model} names a model that this app does not offer. */
  MODEL_NOT_ALLOWED("model-not-allowed"),
  /** The model failed on this frame, alone in its batch. */
  INFERENCE_FAILED("inference-failed"),
  /** The frame's event does not fit into the output topic, mostly by its size. */
  OUTCOME_UNWRITABLE("outcome-unwritable"),
  /**
   * The process crashed each time that it processed this frame, the last time without other frames.
   */
  NATIVE_CRASH("native-crash"),
  /** The stream ended whenever it worked on this record, the last time on nothing else. */
  STOPPED_THE_STREAM("stopped-the-stream"),
  /** An operator skipped the record by hand. */
  SKIPPED("skipped"),
  /** A defect of Skipstream itself: please report it. */
  INTERNAL("internal");

  private final String code;

  RejectReason(String code) {
    this.code = code;
  }

  /** The code on the wire, such as {@code empty-image}. */
  public String code() {
    return code;
  }
}
