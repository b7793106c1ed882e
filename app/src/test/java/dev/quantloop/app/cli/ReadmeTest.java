package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.console.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What people copy from the README is there: commands with their flags, files, headings. */
class ReadmeTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");
  private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern COMMENT = Pattern.compile("(?m)\\s#(.*)$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");
  private static final Pattern FILE = Pattern.compile("[\\w.-]+/[\\w./-]*");

  /** Made by the build, after the tests. */
  private static final String BUILT = "app/target/";

  private final String text = read();
  private final List<String> blocks = all(BLOCK, text);
  private final List<String> spans =
      all(SPAN, BLOCK.matcher(text).replaceAll(ReadmeTest::comments));

  private static String read() {
    return assertDoesNotThrow(() -> Files.readString(REPOSITORY.resolve("README.md")));
  }

  /** Spans of code are also in the comments of a block. */
  private static String comments(MatchResult block) {
    return Matcher.quoteReplacement(String.join("\n", all(COMMENT, block.group(1))));
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static List<String> words(String code) {
    return WORD.matcher(code).results().map(MatchResult::group).toList();
  }

  @Test
  void commandLinesNameCommandsAndFlagsThatThereAre() {
    List<String> lines =
        Stream.concat(
                blocks.stream()
                    .flatMap(String::lines)
                    .map(line -> COMMENT.matcher(line).replaceAll("")),
                spans.stream())
            .flatMap(line -> Stream.of(line.split("&&|;|\\|")))
            .map(String::strip)
            .filter(line -> line.matches("(\\S+/)?quantloop( .*)?"))
            .toList();
    assertFalse(lines.isEmpty());
    CommandLine parser = QuantloopCommand.commandLine(Console.ofProcess());
    lines.forEach(line -> assertDoesNotThrow(() -> parser.parseArgs(arguments(line)), line));
  }

  /** Without the brackets around what may be left out. */
  private static String[] arguments(String line) {
    return words(line.replaceAll("[\\[\\]]", "")).stream()
        .skip(1)
        .map(word -> word.replace("'", ""))
        .toArray(String[]::new);
  }

  @Test
  void linksLeadToFilesAndHeadings() {
    List<String> anchors =
        all(HEADING, text).stream()
            .map(heading -> "#" + heading.toLowerCase(Locale.ROOT).replace(' ', '-'))
            .toList();
    List<String> links = all(LINK, text).stream().filter(link -> !link.contains("://")).toList();
    assertFalse(links.isEmpty());
    links.forEach(
        link -> assertTrue(link.startsWith("#") ? anchors.contains(link) : exists(link), link));
  }

  /** In blocks there are also files of users; those of the repository begin as its directories. */
  @Test
  void filesOfTheRepositoryAreThere() throws IOException {
    Predicate<String> file = FILE.asMatchPredicate();
    List<String> directories = directories();
    List<String> files =
        Stream.concat(
                spans.stream().flatMap(span -> words(span).stream()).filter(file),
                blocks.stream()
                    .flatMap(block -> words(block).stream())
                    .filter(file)
                    .filter(word -> directories.contains(word.split("/")[0])))
            .filter(word -> !word.startsWith(BUILT))
            .toList();
    assertFalse(files.isEmpty());
    files.forEach(word -> assertTrue(exists(word), word));
  }

  private static boolean exists(String path) {
    return Files.exists(REPOSITORY.resolve(path));
  }

  private static List<String> directories() throws IOException {
    try (Stream<Path> all = Files.list(REPOSITORY)) {
      return all.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList();
    }
  }
}
