package dev.skipstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * The sentences of a Markdown document, as a reader sees them. Code blocks, tables, headings, HTML
 * and link targets are left out, and each code span is one word. A sentence ends at a full stop, a
 * question mark or an exclamation mark, or with its paragraph or list item; a colon and a semicolon
 * end none.
 */
final class MarkdownSentences {
  private static final Parser PARSER =
      Parser.builder()
          .extensions(Set.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();

  /** A stop and what closes with it, where white space follows. */
  private static final Pattern END = Pattern.compile("[.!?][)\\]\"'”’]*(?=\\s|$)");

  private static final Pattern ABBREVIATION =
      Pattern.compile("(^|[\\s(])(e\\.g|i\\.e|etc|vs|cf|approx)\\.$");

  private static final Pattern WORD = Pattern.compile("\\S*[\\p{L}\\p{N}]\\S*");

  /** A code span: one word, whatever is in it. */
  private static final String CODE = "`code`";

  /** A sentence, the line where it begins (from 1) and the number of its words. */
  record Sentence(int line, String text, int words) {}

  private MarkdownSentences() {}

  static List<Sentence> of(Path document) throws IOException {
    return of(Files.readString(document));
  }

  static List<Sentence> of(String markdown) {
    List<Sentence> sentences = new ArrayList<>();
    PARSER
        .parse(markdown)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Paragraph paragraph) {
                sentences.addAll(new Prose(paragraph).sentences());
              }
            });
    return sentences;
  }

  /** The text of one paragraph, with the source line of each character. */
  private static final class Prose extends AbstractVisitor {
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> lines = new ArrayList<>();
    private int line;

    private Prose(Paragraph paragraph) {
      line = lineOf(paragraph);
      visitChildren(paragraph);
    }

    @Override
    public void visit(Text node) {
      add(node, node.getLiteral());
    }

    @Override
    public void visit(Code node) {
      add(node, CODE);
    }

    @Override
    public void visit(SoftLineBreak node) {
      add(node, " ");
    }

    @Override
    public void visit(HardLineBreak node) {
      add(node, " ");
    }

    private void add(Node node, String literal) {
      line = Math.max(line, lineOf(node));
      text.append(literal);
      for (int i = 0; i < literal.length(); i++) {
        lines.add(line);
      }
    }

    private static int lineOf(Node node) {
      return node.getSourceSpans().isEmpty() ? 0 : node.getSourceSpans().get(0).getLineIndex() + 1;
    }

    private List<Sentence> sentences() {
      List<Sentence> sentences = new ArrayList<>();
      int begin = 0;
      Matcher end = END.matcher(text);
      while (end.find()) {
        if (!ABBREVIATION.matcher(text.substring(begin, end.end())).find()) {
          take(begin, end.end(), sentences);
          begin = end.end();
        }
      }
      take(begin, text.length(), sentences);
      return sentences;
    }

    private void take(int begin, int end, List<Sentence> sentences) {
      int first = begin;
      while (first < end && Character.isWhitespace(text.charAt(first))) {
        first++;
      }
      String sentence = text.substring(first, end);
      int words = (int) WORD.matcher(sentence).results().count();
      if (words > 0) {
        sentences.add(new Sentence(lines.get(first), sentence, words));
      }
    }
  }
}
