package dev.skipstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Adds a kind of findings, a label of the whole frame, and runs the stream as it is compiled with
 * it. The kinds are sealed, so the two lists of them are compiled again with one name more. No
 * other class of the program changes.
 */
@Timeout(120)
class NewKindOfFindingsTest {
  private static final Path SCHEMAS = Path.of("..", "..", "schemas", "src", "main", "java");
  private static final Path EVENTS = Path.of("dev", "skipstream", "schemas", "event");

  private static final String KIND =
      """
      package dev.skipstream.schemas.event;

      import java.util.Optional;

      public record Label(String label) implements Findings {
        @Override
        public String kind() {
          return "label";
        }

        @Override
        public long bytesAtMost() {
          return 24L * label.length();
        }

        @Override
        public FindingsEvent event(
            FrameInfo frame, Optional<InputPosition> input, EventModel model) {
          return new LabelEvent(frame, input, model, label);
        }
      }
      """;

  private static final String EVENT =
      """
      package dev.skipstream.schemas.event;

      import java.util.Optional;

      public record LabelEvent(
          FrameInfo frame, Optional<InputPosition> input, EventModel model, String label)
          implements FindingsEvent {
        @Override
        public String type() {
          return "dev.skipstream.label.v1";
        }

        @Override
        public Findings findings() {
          return new Label(label);
        }
      }
      """;

  @TempDir Path folder;
  private Path classes;

  @BeforeEach
  void addTheKind() throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    arguments.add(write(sources, "Findings.java", listed("Findings.java", "Regions", "Label")));
    arguments.add(
        write(
            sources,
            "FindingsEvent.java",
            listed("FindingsEvent.java", "SegmentationEvent", "LabelEvent")));
    arguments.add(write(sources, "Label.java", KIND));
    arguments.add(write(sources, "LabelEvent.java", EVENT));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
  }

  /** Returns a source with one name more in its list of kinds. */
  private static String listed(String file, String last, String added) throws IOException {
    String source = Files.readString(SCHEMAS.resolve(EVENTS).resolve(file));
    String longer =
        source.replaceFirst(
            "permits (.*)" + Pattern.quote(last) + " \\{",
            "permits $1" + last + ", " + added + " {");
    assertThat(longer).isNotEqualTo(source);
    return longer;
  }

  private static String write(Path folder, String name, String source) throws IOException {
    return Files.writeString(folder.resolve(name), source).toString();
  }

  @Test
  void passesThroughTheStreamIntoItsOwnEvent() throws Exception {
    List<?> outcome =
        (List<?>) call("outcome", new Class<?>[] {Path.class, String.class}, folder, "cat");

    assertThat(outcome.get(0)).isEqualTo("dev.skipstream.label.v1");
    assertThat(outcome.get(1).toString())
        .startsWith("{\"frame\":{\"id\":\"images-0-0\"")
        .contains("\"input\":{\"topic\":\"images\",\"partition\":0,\"offset\":0}")
        .endsWith("\"label\":\"cat\"}");
  }

  @Test
  void isRejectedByAComparisonThatDoesNotKnowIt() throws Exception {
    assertThat(call("comparison", new Class<?>[0]))
        .isEqualTo("one model has boxes, the other one label: expected findings of one kind");
  }

  /** Calls the stream where the added kind comes before the program on the class path. */
  private Object call(String name, Class<?>[] types, Object... arguments) throws Exception {
    List<URL> path = new ArrayList<>(List.of(classes.toUri().toURL()));
    for (String entry :
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
      path.add(Path.of(entry).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        Method method =
            Class.forName("dev.skipstream.stream.ClassifiedStream", true, loader)
                .getDeclaredMethod(name, types);
        method.setAccessible(true);
        return method.invoke(null, arguments);
      } catch (InvocationTargetException e) {
        throw new AssertionError(e.getCause());
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }
}
