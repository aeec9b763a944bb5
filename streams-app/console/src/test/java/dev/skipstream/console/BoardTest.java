package dev.skipstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final int MOST_CAMERAS = 64;

  private final Board board = new Board();

  private static FrameView frame(String camera, long offset) {
    return new FrameView(
        camera,
        camera + "/" + offset,
        "images",
        0,
        offset,
        offset,
        4,
        3,
        Optional.empty(),
        "street/1",
        1,
        List.of(),
        List.of(),
        List.of());
  }

  private List<Long> offered() {
    return board.messages(0).stream()
        .filter(one -> one.source() != null)
        .map(one -> one.source().offset())
        .toList();
  }

  @Test
  void holdsFramesBackUntilTheNewestOfTheirCameraIsKnown() {
    board.begin(List.of(frame("gate", 90), frame("gate", 100)));
    assertThat(offered()).containsExactly(100L);

    board.frame(frame("gate", 40));
    board.frame(frame("yard", 41));
    assertThat(offered()).containsExactly(100L);

    board.frame(frame("yard", 42));
    board.caughtUp();
    assertThat(offered()).containsExactly(100L, 42L);
  }

  @Test
  void keepsABoundedNumberOfCamerasAlsoOfThoseThatItSawFirst() {
    board.begin(
        IntStream.range(0, MOST_CAMERAS + 10)
            .mapToObj(one -> frame("camera-" + one, one))
            .toList());
    board.frame(frame("another", 500));
    board.caughtUp();

    assertThat(offered()).hasSize(MOST_CAMERAS).doesNotContain(500L);
    assertThat(new String(board.frames("another"), StandardCharsets.UTF_8)).isEqualTo("[]");
  }
}
