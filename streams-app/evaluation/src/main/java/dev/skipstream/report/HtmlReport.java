package dev.skipstream.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Writes an evaluation as one HTML file that needs nothing beside it: no script, no font, no
 * picture from elsewhere. It follows the reader's choice of light or dark.
 */
public final class HtmlReport {
  /** The longer side of a picture: two of them are beside each other on a wide screen. */
  public static final int PICTURE_PIXELS = 720;

  private HtmlReport() {}

  /**
   * Writes the page; one that is there is replaced.
   *
   * @throws IOException when the file cannot be written
   */
  public static void write(EvaluationReport report, Path file) throws IOException {
    write("report", ReportView.of(report), file);
  }

  /**
   * Writes the page on two detectors; one that is there is replaced.
   *
   * @throws IOException when the file cannot be written
   */
  public static void write(ComparisonReport report, Path file) throws IOException {
    write("comparison", ComparisonView.of(report), file);
  }

  /**
   * Writes the page on a task other than boxes; one that is there is replaced.
   *
   * @throws IOException when the file cannot be written
   */
  public static void write(TaskReport report, Path file) throws IOException {
    write("task", TaskReportView.of(report), file);
  }

  private static void write(String template, Object view, Path file) throws IOException {
    Template page =
        Mustache.compiler()
            .withLoader(name -> new StringReader(read(name)))
            .compile(new StringReader(read(template)));
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      page.execute(view, out);
    }
  }

  private static String read(String template) {
    String name = template + ".mustache";
    try (InputStream bytes = HtmlReport.class.getResourceAsStream(name)) {
      if (bytes == null) {
        throw new IllegalStateException("template " + name + " is not among the resources");
      }
      try (Reader reader = new InputStreamReader(bytes, UTF_8);
          BufferedReader lines = new BufferedReader(reader)) {
        return lines.lines().collect(Collectors.joining("\n"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
