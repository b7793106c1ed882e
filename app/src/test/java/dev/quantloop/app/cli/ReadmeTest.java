package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.tui.session.KeyList;
import dev.quantloop.llama.imatrix.statistics.Statistic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What people copy from the README and the documents beside it is there: commands, files, links.
 */
class ReadmeTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final Path DOCUMENTS = REPOSITORY.resolve("app/docs");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");
  private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern COMMENT = Pattern.compile("(?m)\\s#(.*)$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

  /** Between two commands: not between single quotation marks. */
  private static final String SEPARATOR = "(?:&&|;|\\||>)(?=(?:[^']*'[^']*')*[^']*$)";

  private static final Pattern FILE = Pattern.compile("[\\w.-]+/[\\w./-]*");

  private static final Pattern KEYS = Pattern.compile("(?s)(<!-- keys -->\n).*?(<!-- /keys -->)");
  private static final Pattern OPTIONS =
      Pattern.compile("(?s)(<!-- options -->\n).*?(<!-- /options -->)");
  private static final Pattern STATISTICS =
      Pattern.compile("(?s)(<!-- statistics -->\n).*?(<!-- /statistics -->)");
  private static final Pattern SOURCE = Pattern.compile("\\w+\\.(java|sql)");
  private static final boolean WRITE = "write".equals(System.getProperty("quantloop.golden"));

  /** Made by the build, after the tests. */
  private static final String BUILT = "app/target/";

  /** A document, taken apart. */
  private record Document(Path file, String text, List<String> blocks, List<String> spans) {
    static Document read(Path file) {
      String text = assertDoesNotThrow(() -> Files.readString(file));
      String withoutBlocks = BLOCK.matcher(text).replaceAll(ReadmeTest::comments);
      return new Document(file, text, all(BLOCK, text), all(SPAN, withoutBlocks));
    }

    @Override
    public String toString() {
      return file.getFileName().toString();
    }
  }

  private static Document readme() {
    return Document.read(REPOSITORY.resolve("README.md"));
  }

  private static Stream<Document> documents() throws IOException {
    try (Stream<Path> files = Files.list(DOCUMENTS)) {
      List<Path> markdown = files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
      assertFalse(markdown.isEmpty());
      return Stream.concat(Stream.of(readme()), markdown.stream().map(Document::read));
    }
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
  void theReadmeBeginsWithTheTwoCommands() {
    List<String> lines = readme().blocks().get(0).lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).startsWith("mvn -q -DskipTests package && app/target/quantloop/bin/"));
    assertTrue(lines.get(1).startsWith("mvn verify "));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void commandLinesNameCommandsAndFlagsThatThereAre(Document document) {
    CommandLine parser = QuantloopCommand.commandLine(Console.ofProcess());
    commandLines(document)
        .forEach(line -> assertDoesNotThrow(() -> parser.parseArgs(arguments(line)), line));
  }

  @Test
  void theReadmeHasCommandLines() {
    assertFalse(commandLines(readme()).isEmpty());
  }

  /** Without those that take variables: they belong to scripts, which other tests run. */
  private static List<String> commandLines(Document document) {
    return Stream.concat(
            document.blocks().stream()
                .flatMap(String::lines)
                .map(line -> COMMENT.matcher(line).replaceAll("")),
            document.spans().stream())
        .flatMap(line -> Stream.of(line.split(SEPARATOR)))
        .map(String::strip)
        .filter(line -> line.matches("(\\S+/)?quantloop( [^$]*)?"))
        .toList();
  }

  /** As a shell gives them, without the brackets around what may be left out. */
  private static String[] arguments(String line) {
    return words(line).stream().skip(1).map(ReadmeTest::withoutQuotes).toArray(String[]::new);
  }

  private static String withoutQuotes(String word) {
    return word.replaceAll("^(['\"])(.*)\\1$|[\\[\\]']", "$2");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadToFilesAndHeadings(Document document) {
    List<String> anchors =
        all(HEADING, document.text()).stream()
            .map(heading -> "#" + heading.toLowerCase(Locale.ROOT).replace(' ', '-'))
            .toList();
    Path directory = document.file().getParent();
    all(LINK, document.text()).stream()
        .filter(link -> !link.contains("://"))
        .forEach(
            link ->
                assertTrue(
                    link.startsWith("#")
                        ? anchors.contains(link)
                        : Files.exists(directory.resolve(link)),
                    link));
  }

  /** {@code -Dquantloop.golden=write} writes the list anew, as it does with screens. */
  @Test
  void theReadmeListsTheKeysOfEveryScreen(@TempDir Path directory) throws IOException {
    String text = readme().text();
    String list = Matcher.quoteReplacement("\n" + KeyList.markdown(directory) + "\n");
    String current = KEYS.matcher(text).replaceFirst("$1" + list + "$2");
    if (WRITE) {
      Files.writeString(readme().file(), current);
    } else {
      assertEquals(current, text, "the README says how its key list is written anew");
    }
  }

  /** Written anew as the list of keys is. */
  @Test
  void theOptionsOfSourcesAreListed() throws IOException {
    Document document = Document.read(DOCUMENTS.resolve("sources.md"));
    String rows =
        Stream.of(SourceOption.values()).map(ReadmeTest::row).collect(Collectors.joining());
    String list =
        Matcher.quoteReplacement("\n| option | flag | says |\n|---|---|---|\n" + rows + "\n");
    String current = OPTIONS.matcher(document.text()).replaceFirst("$1" + list + "$2");
    if (WRITE) {
      Files.writeString(document.file(), current);
    } else {
      assertEquals(current, document.text(), "-Dquantloop.golden=write writes the list anew");
    }
  }

  private static String row(SourceOption option) {
    String flag = option.isFlag() ? "`--%s`".formatted(option.key()) : "";
    return "| `;%s=` | %s | %s |\n".formatted(option.key(), flag, option.help());
  }

  /** Written anew as the list of keys is. */
  @Test
  void theStatisticsOfImatricesAreListed() throws IOException {
    Document document = Document.read(DOCUMENTS.resolve("imatrix.md"));
    String rows = Stream.of(Statistic.values()).map(ReadmeTest::row).collect(Collectors.joining());
    String list =
        Matcher.quoteReplacement(
            "\n| statistic | in JSON and CSV | formula | unit | rests on | source | good for |\n|---|---|---|---|---|---|---|\n"
                + rows
                + "\n");
    String current = STATISTICS.matcher(document.text()).replaceFirst("$1" + list + "$2");
    if (WRITE) {
      Files.writeString(document.file(), current);
    } else {
      assertEquals(current, document.text(), "-Dquantloop.golden=write writes the list anew");
    }
  }

  private static String row(Statistic statistic) {
    return Stream.of(
            statistic.heading(),
            "`%s`".formatted(statistic.key()),
            statistic.formula(),
            statistic.unit().symbol(),
            statistic.basis().text(),
            statistic.source(),
            statistic.use())
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  @Test
  void theReadmeNamesEveryPackageOfTheApp() throws IOException {
    List<String> named = readme().spans().stream().filter(span -> span.matches("[a-z]+")).toList();
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/quantloop/app"))) {
      files
          .filter(Files::isDirectory)
          .map(directory -> directory.getFileName().toString())
          .forEach(name -> assertTrue(named.contains(name), name));
    }
  }

  @Test
  void sourceFilesThatTheReadmeNamesAreThere() throws IOException {
    List<String> wanted = readme().spans().stream().filter(SOURCE.asMatchPredicate()).toList();
    assertFalse(wanted.isEmpty());
    Set<String> present = new HashSet<>();
    for (String module : List.of("native", "tracker", "app")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(module + "/src/main/java"))) {
        files.forEach(file -> present.add(file.getFileName().toString()));
      }
    }
    wanted.forEach(name -> assertTrue(present.contains(name), name));
  }

  @Test
  void theReadmeLeadsToEveryDocumentAndPicture() throws IOException {
    List<String> links = all(LINK, readme().text());
    try (Stream<Path> files = Files.list(DOCUMENTS)) {
      files
          .map(file -> "app/docs/" + file.getFileName())
          .forEach(file -> assertTrue(links.contains(file), file));
    }
  }

  /** In blocks there are also files of users; those of the repository begin as its directories. */
  @ParameterizedTest
  @MethodSource("documents")
  void filesOfTheRepositoryAreThere(Document document) throws IOException {
    List<String> directories = directories();
    filesIn(document, directories)
        .forEach(word -> assertTrue(Files.exists(REPOSITORY.resolve(word)), word));
    assertFalse(filesIn(readme(), directories).isEmpty());
  }

  private static List<String> filesIn(Document document, List<String> directories) {
    Predicate<String> file = FILE.asMatchPredicate();
    return Stream.concat(
            document.spans().stream().flatMap(span -> words(span).stream()).filter(file),
            document.blocks().stream()
                .flatMap(block -> words(block).stream())
                .filter(file)
                .filter(word -> directories.contains(word.split("/")[0])))
        .filter(word -> !word.startsWith(BUILT))
        .toList();
  }

  private static List<String> directories() throws IOException {
    try (Stream<Path> all = Files.list(REPOSITORY)) {
      return all.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList();
    }
  }
}
