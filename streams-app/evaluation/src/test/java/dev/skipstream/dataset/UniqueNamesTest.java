package dev.skipstream.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UniqueNamesTest {

  @Test
  void keepsTheExtensionOnlyWhereItTellsTwoFilesApart() {
    assertThat(UniqueNames.of(List.of("a.jpg", "a.png", "b.jpg", "x/a.jpg", ".hidden", "x.y/c")))
        .containsExactly("a.jpg", "a.png", "b", "x/a", ".hidden", "x.y/c");
  }

  @Test
  void aNameWithItsExtensionIsNotTheNameOfAnotherFile() {
    assertThat(UniqueNames.of(List.of("a.jpg", "a.png", "a.jpg.png")))
        .containsExactly("a.jpg", "a.png", "a.jpg.png");
  }

  @Test
  void namesAreUniqueWhateverTheFilesAreCalled() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      TreeSet<String> paths = new TreeSet<>();
      for (int i = 0; i < 12; i++) {
        StringBuilder path = new StringBuilder(random.nextBoolean() ? "d/" : "");
        path.append(random.nextBoolean() ? "a" : "b");
        for (int dots = random.nextInt(4); dots > 0; dots--) {
          path.append(random.nextBoolean() ? ".jpg" : ".png");
        }
        paths.add(path.toString());
      }
      List<String> names = UniqueNames.of(List.copyOf(paths));

      assertThat(new HashSet<>(names)).as(paths.toString()).hasSameSizeAs(paths);
    }
  }
}
