package dev.skipstream.source.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Joins the parts of a picture, and gives it before the next picture begins where its end is
 * likely. RTP marks the last part of a picture, but FFmpeg hides the mark. The last part is shorter
 * than others, and nothing follows it for a while.
 *
 * <p>Threading: for one thread.
 */
final class PictureParts {
  /** Pause after the last part. A camera sends the parts of a picture without one. */
  private static final long FIRST_QUIET_MILLIS = 10;

  /** Factor of the pause each time a part came after it. */
  private static final int LONGER = 4;

  /** Above this pause the next picture comes first, for all rates of use. */
  private static final long MAX_QUIET_MILLIS = 2_000;

  private final int codec;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private LivePart first;
  private boolean damaged;
  private boolean hasPixels;
  private int longest;
  private int last;
  private long quietMillis = FIRST_QUIET_MILLIS;
  private Optional<Long> givenEarly = Optional.empty();

  /**
   * Starts without a part.
   *
   * @param codec FFmpeg's id of the codec
   */
  PictureParts(int codec) {
    this.codec = codec;
  }

  /** Adds a part, and returns the picture before it if the part begins another one. */
  Optional<LivePart> add(LivePart part) {
    Optional<LivePart> before = Optional.empty();
    if (first != null && first.pts() != part.pts()) {
      before = Optional.of(take());
    }
    if (givenEarly.isPresent()) {
      if (givenEarly.get() == part.pts()) {
        quietMillis = Math.min(quietMillis * LONGER, MAX_QUIET_MILLIS);
      }
      givenEarly = Optional.empty();
    }
    if (first == null) {
      first = part;
    }
    bytes.writeBytes(part.bytes());
    damaged |= part.damaged();
    hasPixels |= beginsPixels(part.bytes());
    last = part.bytes().length;
    longest = Math.max(longest, last);
    return before;
  }

  /** Returns the pause after which {@link #giveEarly} may be called; nothing while parts lack. */
  Optional<Long> quietMillis() {
    return first != null && hasPixels && last < longest
        ? Optional.of(quietMillis)
        : Optional.empty();
  }

  /** Returns the picture, as no part came during the pause. */
  LivePart giveEarly() {
    givenEarly = Optional.of(first.pts());
    return take();
  }

  private LivePart take() {
    LivePart whole = new LivePart(bytes.toByteArray(), first.pts(), damaged, first.time());
    bytes.reset();
    first = null;
    damaged = false;
    hasPixels = false;
    return whole;
  }

  /** Returns if a unit with pixels begins in a part, and not only parameters of the stream. */
  private boolean beginsPixels(byte[] part) {
    if (codec != AV_CODEC_ID_H264 && codec != AV_CODEC_ID_HEVC) {
      return true;
    }
    for (int i = 0; i + 3 < part.length; i++) {
      if (part[i] == 0 && part[i + 1] == 0 && part[i + 2] == 1 && isSlice(part[i + 3])) {
        return true;
      }
    }
    return false;
  }

  /** Returns if the first byte of a unit is that of a slice, by the type in it. */
  private boolean isSlice(byte header) {
    return codec == AV_CODEC_ID_H264
        ? (header & 0x1F) >= 1 && (header & 0x1F) <= 5
        : (header >> 1 & 0x3F) < 32;
  }
}
