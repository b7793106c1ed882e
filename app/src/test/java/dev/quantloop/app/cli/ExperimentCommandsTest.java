package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.cli.report.ChunkReport;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.guide.GuideFixture;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.file.FileOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** One experiment made and run by the commands; what the others say of it. */
@TestInstance(Lifecycle.PER_CLASS)
class ExperimentCommandsTest {
  private Path home;
  private CliFixture cli;

  @BeforeAll
  void runAnExperiment(@TempDir Path directory) throws IOException {
    home = directory;
    cli = new CliFixture(home);
    Path prose = text("prose.txt", "prose/01-what-the-file-holds.md");
    Path french = text("french.txt", "multilingual/guide.fr.md");
    CliFixture.Result created =
        cli.run(
            "new",
            "mine",
            "-m",
            model(),
            "--source",
            "prose=" + prose,
            "--source",
            "french:other=" + french,
            "--quants",
            "Q4_0,IQ3_XXS",
            "-c",
            "128",
            "-b",
            "256",
            "-t",
            "1",
            "--eval-chunks",
            "3",
            "--start",
            "256",
            "--max",
            "1.536k");
    assertEquals(0, created.code(), created.err());
    assertTrue(created.out().contains("evaluation  6 chunks of 128 tokens: prose 3, french 3"));
    assertTrue(created.out().contains("corpora     256, 512, 1.0k, 1.5k tokens"), created.out());
    assertTrue(created.err().contains("Next:  quantloop run mine"));

    CliFixture.Result ran = cli.run("run", "mine", "--iterations", "2", "--replicates", "1");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.err().contains("iteration 0: Q4_0 "), ran.err());
    assertTrue(ran.err().contains("iteration 2: Q4_0 "), ran.err());
    assertTrue(ran.err().contains("finished: 2 iterations done"), ran.err());
    assertTrue(ran.out().contains("Best: iteration "), ran.out());
    String next =
        ran.err().lines().filter(line -> line.startsWith("Next:  ")).findFirst().orElseThrow();
    String[] command = next.substring("Next:  quantloop ".length()).split(" ");
    assertEquals(0, cli.run(command).code(), next);
  }

  @Test
  void showsHowMuchTheCompositeVariesWithTheText() {
    String experiment = cli.run("show", "mine").out();
    assertTrue(experiment.contains("replicates  up to 1 of each corpus"), experiment);
    String iteration = cli.run("show", "mine:1").out();
    assertTrue(
        iteration.contains("replicates 1 (1 disjoint), composites vary by: Q4_0 "), iteration);
    assertFalse(cli.run("show", "mine:2").out().contains("replicates"));
    String json = cli.run("show", "mine:1", "--json").out();
    assertTrue(json.contains("\"drawn\" : \"disjoint\""), json);
  }

  @Test
  void showsTheDivergenceByHowSureTheBaselineIs() {
    String shown = cli.run("show", "mine:1").out();
    assertTrue(shown.contains("By the probability of the baseline's most likely token:"), shown);
    assertTrue(shown.contains("below 50 %"), shown);
    Map<String, Object> document = map(cli.run("show", "mine:1", "--json"));
    Map<?, ?> quant = (Map<?, ?>) ((List<?>) document.get("quants")).get(0);
    List<?> buckets = (List<?>) quant.get("confidence");
    assertEquals(sum(List.of(quant.get("score")), "tokens"), sum(buckets, "tokens"));
    assertEquals(1, sum(buckets, "share"), 1e-9);
  }

  private static double sum(List<?> documents, String name) {
    return documents.stream()
        .mapToDouble(one -> ((Number) ((Map<?, ?>) one).get(name)).doubleValue())
        .sum();
  }

  @Test
  void tellsWhatRoundingDoesToFigures() {
    String floor = "Noise floor: composite ";
    assertTrue(cli.run("rank", "mine").out().contains(floor));
    assertTrue(cli.run("show", "mine").out().contains("rounding    noise floor: composite "));
    Map<?, ?> document = (Map<?, ?>) map(cli.run("rank", "mine", "--json")).get("noise_floor");
    assertEquals(4, document.get("chunks"));
    assertTrue(sum(List.of(document), "composite") < 1e-3, document.toString());
    assertTrue(
        cli.run("export", "mine", "--format", "md").out().contains("- noise floor: composite "));
  }

  @Test
  void commandsToTypeNextNameADatabaseThatIsNotTheUsualOne() throws IOException {
    Path text =
        Files.writeString(
            home.resolve("t.txt"), SmallExperiment.resource("prose/05-collecting.md"));
    String database = home.resolve("other place.db").toString();
    String[] create = {
      "new",
      "mine",
      "--db",
      database,
      "-m",
      model(),
      "--source",
      "t=" + text,
      "--quants",
      "Q4_0",
      "-c",
      "128",
      "-t",
      "1",
      "--eval-chunks",
      "1",
      "--start",
      "256",
      "--max",
      "256"
    };
    CliFixture.Result created = cli.run(create);
    assertEquals(0, created.code(), created.err());
    String flag = " --db '" + database + "'";
    assertTrue(created.err().contains("Next:  quantloop run mine" + flag), created.err());
    CliFixture.Result ran = cli.run("run", "mine", "--db", database);
    assertEquals(0, ran.code(), ran.err());
    List<String> next = ran.err().lines().filter(line -> line.contains("  quantloop ")).toList();
    assertTrue(next.size() >= 4, ran.err());
    assertTrue(next.stream().allMatch(line -> line.contains(flag)), ran.err());
  }

  @Test
  void lsListsIt() {
    CliFixture.Result ls = cli.run("ls");
    assertEquals(0, ls.code());
    assertTrue(ls.out().contains("mine"), ls.out());
    assertTrue(ls.out().contains("finished"), ls.out());
    assertEquals("mine", list(cli.run("ls", "--json")).get(0).get("name"));
  }

  @Test
  void rankRanksEachTypeAndSaysAVerdict() {
    String out = cli.run("rank", "mine").out();
    assertTrue(out.contains("Q4_0 (4."), out);
    assertTrue(out.contains("baseline"), out);
    assertTrue(out.contains("replicates show what the luck of the text does"), out);
    assertFalse(cli.run("rank", "mine", "--quant", "iq3_xxs").out().contains("Q4_0"));
    Map<String, Object> document = map(cli.run("rank", "mine", "--quant", "iq3_xxs", "--json"));
    assertEquals(2, ((List<?>) document.get("ranking")).size());
  }

  @Test
  void rankHasTheColumnsThatPeoplePublish() {
    String out = cli.run("rank", "mine", "--columns", "published").out();
    assertTrue(
        out.lines()
            .anyMatch(
                line ->
                    line.matches(
                        "rank +iteration +tokens +mean +KLD 99% +KLD 99.9% +KLD max +same top"
                            + " +PPL +PPL ratio +change +verdict +as a")),
        out);
    assertEquals(2, cli.run("rank", "mine", "--columns", "all").code());
  }

  @Test
  void theWikiPresetIsASequentialSplitOfAllThatIsForEvaluationAlone() throws IOException {
    Path prose = text("wiki.raw", "prose/01-what-the-file-holds.md");
    Path french = text("own.txt", "multilingual/guide.fr.md");
    String own = "own=" + french + ";use=calibration";
    CliFixture.Result plan =
        cli.run(
            "new",
            "wiki",
            "-m",
            model(),
            "--preset",
            "wiki",
            "-c",
            "128",
            "--dry-run",
            "--source",
            "wiki=" + prose + ";use=evaluation",
            "--source",
            own);
    assertTrue(
        plan.out().contains("evaluation on 12 chunks of wiki, 128 tokens each"),
        plan.out() + plan.err());
    CliFixture.Result refused =
        cli.run("new", "wiki", "-m", model(), "--preset", "wiki", "--source", own);
    assertEquals(2, refused.code());
    assertTrue(refused.message().contains("write ;use=evaluation behind"), refused.err());
  }

  @Test
  void showTellsTheProvenanceOfEverything() {
    String out = cli.run("show", "mine").out();
    assertTrue(out.contains("SHA-256 " + DemoModel.SHA_256), out);
    assertTrue(out.contains("prose.txt (1 file"), out);
    assertTrue(out.contains("split      by document, seed 42, 2 chunks of a document"), out);
    assertTrue(out.lines().anyMatch(l -> l.matches("documents  prose: 2 evaluated on, .*")), out);
    String iteration = cli.run("show", "mine:1").out();
    assertTrue(iteration.contains("llama.cpp 0.5.0"), iteration);
    assertTrue(iteration.contains("french"), iteration);
    Map<String, Object> document = map(cli.run("show", "mine", "--json"));
    assertTrue(((List<?>) document.get("iterations")).size() >= 3);
    assertEquals(1, map(cli.run("show", "mine:1", "--json")).get("iteration"));
  }

  @Test
  void showGivesTheTextThatAQuantDivergesOnMost() throws IOException {
    List<Map<String, Object>> chunks =
        list(cli.run("show", "mine:1", "--quant", "q4_0", "--worst", "9", "--json"));
    assertEquals(6, chunks.size());
    double before = Double.POSITIVE_INFINITY;
    for (Map<String, Object> chunk : chunks) {
      double composite = (double) asMap(chunk.get("statistics")).get("composite");
      assertTrue(composite <= before, chunks.toString());
      before = composite;
    }
    for (Map<String, Object> chunk : chunks) {
      Path source = home.resolve(chunk.get("evaluation_set") + ".txt");
      String text = ((String) chunk.get("text")).replaceAll("^\uFFFD+|\uFFFD+$", "").strip();
      assertTrue(text.length() > 100 && Files.readString(source).contains(text), text);
    }
  }

  @Test
  void showGivesOneChunkWithTheDivergenceOfItsTokens() {
    CliFixture.Result shown =
        cli.run("show", "mine:1", "--quant", "Q4_0", "--chunk", "prose:2", "--json");
    Map<String, Object> chunk = list(shown).get(0);
    ChunkText text = ChunkReport.parse(shown.out());
    assertEquals(chunk.get("text"), text.text());
    assertEquals(63, text.tokens().size());
    int end = text.text().codePointCount(0, text.text().length());
    assertEquals(end, text.tokens().get(62).end());
    double highest = (double) asMap(chunk.get("statistics")).get("kld_max");
    assertEquals(highest, text.worst(1).get(0).kld());
    String plain = cli.run("show", "mine:1", "--quant", "Q4_0", "--chunk", "prose:2").out();
    assertTrue(plain.startsWith("mine:1, Q4_0, chunk 2 of prose ("), plain);
    assertTrue(plain.contains("\nworst tokens: "), plain);
  }

  @Test
  void showSaysWhichChunksThereAre() {
    assertEquals(
        "quantloop: there is no evaluation chunk prose:3; there are prose:0 to 2, french:0 to 2",
        cli.run("show", "mine:1", "--quant", "Q4_0", "--chunk", "prose:3").message());
    assertEquals(
        "quantloop: say which quant of mine:1: --quant with one of Q4_0, IQ3_XXS",
        cli.run("show", "mine:1", "--worst", "2").message());
    assertEquals(
        "quantloop: mine:1 has no quant Q8_0; it has Q4_0, IQ3_XXS",
        cli.run("show", "mine:1", "--worst", "2", "--quant", "Q8_0").message());
    assertEquals(
        "quantloop: say which iteration of mine: mine:NUMBER",
        cli.run("show", "mine", "--worst", "2").message());
    assertEquals(2, cli.run("show", "mine:1", "--worst", "0").code());
    assertEquals(2, cli.run("show", "mine:1", "--worst", "1", "--chunk", "prose:0").code());
    assertEquals(2, cli.run("show", "mine:1", "--quant", "Q4_0").code());
  }

  @Test
  void compareSetsTwoIterationsSideBySide() {
    CliFixture.Result compared = cli.run("compare", "mine:0", "mine:2");
    assertEquals(0, compared.code(), compared.err());
    assertEquals(4, compared.out().strip().split("\n").length, compared.out());
    assertEquals("", compared.err());
    assertEquals(3, list(cli.run("compare", "mine:0", "mine:2", "--json")).size());
    assertEquals(
        "quantloop: say which iteration of mine: mine:NUMBER",
        cli.run("compare", "mine", "mine:2").message());
    assertTrue(cli.run("compare", "mine:0", "mine:7").message().contains("has no iteration 7"));
  }

  @Test
  void compareWarnsThatFiguresAreOfDifferentTexts() {
    Path database = home.resolve("invented.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("one", "Q4_0").scored(0, 0, 1.0);
      history.named("same", "Q4_0").scored(0, 0, 1.1);
      history.named("less", List.of("code"), "Q4_0").scored(0, 0, 1.1);
    }
    String[] same = {"compare", "one:0", "same:0", "--db", database.toString()};
    assertEquals("", cli.run(same).err());
    String[] less = {"compare", "one:0", "less:0", "--db", database.toString()};
    assertEquals(
        "warning: one:0 and less:0 were evaluated on different texts: their figures can't be"
            + " compared\n",
        cli.run(less).err());
  }

  @Test
  void logTellsEventsAndTheLogFile() {
    String out = cli.run("log", "mine").out();
    assertTrue(out.contains("result   iteration 1: Q4_0"), out);
    assertEquals(2, cli.run("log", "mine", "-n", "2").out().strip().split("\n").length);
    assertTrue(cli.run("log", "mine", "--file").out().contains("llama_"));
    assertTrue(cli.run("log", "mine", "--run", "77", "--file").message().contains("no run 77"));
    assertFalse(list(cli.run("log", "mine", "--json")).isEmpty());
  }

  @Test
  void notesAndTagsStickToExperimentsAndIterations() {
    assertEquals(0, cli.run("note", "mine:1", "too", "little", "code").code());
    assertEquals(0, cli.run("tag", "mine", "published", "kept").code());
    assertEquals(0, cli.run("tag", "mine:2", "best").code());
    assertTrue(cli.run("note", "mine").out().contains("iteration 1: too little code"));
    assertEquals("best  (iteration 2)", cli.run("tag", "mine:2").out().strip());
    assertTrue(cli.run("ls").out().contains("published"));
    assertEquals(0, cli.run("tag", "mine", "--remove", "kept").code());
    assertEquals(
        "quantloop: mine has no tag kept", cli.run("tag", "mine", "--remove", "kept").message());
    assertEquals(1, list(cli.run("note", "mine", "--json")).size());
    assertEquals(2, list(cli.run("tag", "mine", "--json")).size());
  }

  @Test
  void sqlAnswersAndNeverWrites() {
    String out = cli.run("sql", "select * from ranking").out();
    assertTrue(
        Stream.of("no detectable difference", "improved", "worse", "undecided")
            .anyMatch(out::contains),
        out);
    String ofLoop = "select * from ranking where iteration < 3";
    assertEquals(5, list(cli.run("sql", ofLoop, "--json")).size());
    for (String writing :
        List.of(
            "delete from score",
            "drop view ranking",
            "insert into note values (1,1,null,'x','x')",
            "pragma journal_mode = delete",
            "attach 'x.db' as x",
            "vacuum",
            "select 1; delete from score")) {
      CliFixture.Result refused = cli.run("sql", writing);
      assertEquals(1, refused.code(), writing);
      assertEquals(1, refused.err().strip().split("\n").length, refused.err());
    }
    assertEquals(5, list(cli.run("sql", ofLoop, "--json")).size());
  }

  @Test
  void exportWritesEveryFormat() throws IOException {
    assertTrue(cli.run("export", "mine", "--format", "csv").out().lines().count() >= 6);
    assertTrue(cli.run("export", "mine", "--format", "md").out().startsWith("# mine"));
    map(cli.run("export", "mine", "--format", "json"));
    assertTrue(cli.run("export", "mine", "--format", "html").out().startsWith("<!DOCTYPE html>"));
    String metrics = cli.run("export", "mine", "--format", "prometheus").out();
    assertTrue(metrics.contains("quantloop_run_active{experiment=\"mine\"} 0\n"), metrics);
    Path file = home.resolve("out.csv");
    assertEquals(0, cli.run("export", "mine", "-o", file.toString()).code());
    assertTrue(Files.size(file) > 0);
    assertEquals(2, cli.run("export", "mine", "--format", "xml").code());
    Path nowhere = home.resolve("no/such/out.csv");
    assertEquals(
        "quantloop: cannot write " + nowhere + ": no such file or directory",
        cli.run("export", "mine", "-o", nowhere.toString()).message());
  }

  @Test
  void exportMakesAFolderToPublish() throws IOException {
    Path folder = home.resolve("published");
    CliFixture.Result exported =
        cli.run(
            "export",
            "mine",
            "--to",
            folder.toString(),
            "--iteration",
            "1",
            "--quants",
            "Q4_0,IQ3_XXS,Q8_0");
    assertEquals(0, exported.code(), exported.err());
    assertTrue(exported.err().contains("Q8_0 is made and was not evaluated"), exported.err());
    assertFalse(exported.err().contains("comes out differently"), exported.err());
    assertTrue(exported.out().endsWith(folder.resolve("SHA256SUMS") + "\n"), exported.out());

    Map<String, String> sums = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve("SHA256SUMS"))) {
      String[] sum = line.split("  ", 2);
      sums.put(sum[1], sum[0]);
      assertEquals(Sha256.of(folder.resolve(sum[1])), sum[0], sum[1]);
    }
    String stem = model().replaceFirst(".*/", "").replaceFirst("-f16\\.gguf$", "");
    assertEquals(
        Set.of(
            "README.md",
            stem + "-imatrix.gguf",
            stem + "-Q4_0.gguf",
            stem + "-IQ3_XXS.gguf",
            stem + "-Q8_0.gguf",
            "recipe.json",
            "report.html",
            "results.json"),
        sums.keySet());
    Map<String, Object> shown = map(cli.run("show", "mine:1", "--json"));
    for (Object quant : (List<?>) shown.get("quants")) {
      String name = stem + "-" + asMap(quant).get("quant_type") + ".gguf";
      assertEquals(asMap(quant).get("sha256"), sums.get(name), "the bytes that were evaluated");
    }
    assertEquals(asMap(shown.get("imatrix")).get("sha256"), sums.get(stem + "-imatrix.gguf"));
    String readme = Files.readString(folder.resolve("README.md"));
    assertTrue(readme.contains("| `" + stem + "-Q8_0.gguf` | Q8_0, **not evaluated** |"), readme);
    assertTrue(readme.contains("| quant | size | bits a weight | KLD mean | KLD 99% |"), readme);
    assertTrue(readme.contains("- *prose* (prose.txt), "), readme);
    Map<String, Object> recipe = JSON.std.mapFrom(Files.readString(folder.resolve("recipe.json")));
    assertEquals(
        shown.get("recipe"),
        ((List<?>) asMap(((List<?>) recipe.get("imatrices")).get(0)).get("parts"))
            .stream().map(part -> renamed(asMap(part))).toList());
    assertFalse(recipe.toString().contains(home.toString()), "no directories of the user");
    assertEquals(Set.of(), unfinished());
  }

  private static Map<String, Object> renamed(Map<String, Object> part) {
    part.put("source", part.remove("text"));
    return part;
  }

  /** What is there while a folder is being written. */
  private Set<String> unfinished() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".part"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void exportLeavesNothingHalfWritten() throws IOException {
    Path full = Files.createDirectory(home.resolve("full"));
    Files.writeString(full.resolve("mine.txt"), "mine");
    String[] to = {"export", "mine", "--to"};
    assertEquals(
        "quantloop: " + full + " is not empty; name a new folder", message(to, full.toString()));
    assertEquals(
        "quantloop: %s is a file; name a new folder".formatted(full.resolve("mine.txt")),
        message(to, full.resolve("mine.txt").toString()));
    assertEquals(
        "quantloop: no directory %s to make pub in".formatted(home.resolve("no")),
        message(to, home.resolve("no/pub").toString()));
    Path folder = home.resolve("never");
    assertTrue(
        message(to, folder.toString(), "--iteration", "77").contains("77 of mine has no figures"));
    FileOwner killed = new FileOwner(FileOwner.SELF.host(), 999_999_999);
    Path leftover = Files.createDirectory(killed.temporaryOf(folder, ".part"));
    Files.writeString(leftover.resolve("half.gguf"), "half");
    long alive = ProcessHandle.current().parent().orElseThrow().pid();
    Path others = Files.createDirectory(new FileOwner("else", alive).temporaryOf(folder, ".part"));
    CliFixture.Result failed =
        cli.run(
            "export", "mine", "--to", folder.toString(), "--iteration", "0", "--quants", "IQ1_S");
    assertFalse(Files.exists(leftover), "what a killed export left");
    Files.delete(others);
    assertEquals(1, failed.code(), failed.err());
    assertTrue(failed.message().contains("IQ1_S"), failed.err());
    assertFalse(Files.exists(folder));
    assertEquals(Set.of(), unfinished());
    assertEquals(2, cli.run("export", "mine", "--iteration", "1").code());
    assertEquals(2, cli.run("export", "mine", "--to", "x", "--format", "md").code());
    Path database = home.resolve("unscored.db");
    try (GuideFixture history = new GuideFixture(database)) {
      history.named("new", "Q4_0");
    }
    String[] unscored = {"export", "new", "--db", database.toString(), "--to", folder.toString()};
    assertEquals(
        "quantloop: new has no evaluated iteration, so there is nothing to publish",
        cli.run(unscored).message());
  }

  private String message(String[] command, String... more) {
    String[] words = Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    CliFixture.Result result = cli.run(words);
    assertEquals(1, result.code(), result.err());
    return result.message();
  }

  @Test
  void anotherDatabaseTakesItOverWithAllFilesAndFigures(@TempDir Path box) {
    String database = home.resolve(".local/share/quantloop/quantloop.db").toString();
    String other = box.resolve("other.db").toString();
    CliFixture.Result merged = cli.run("db", "merge", database, "--db", other);
    assertEquals(List.of(0, ""), List.of(merged.code(), merged.err()));
    CliFixture.Result check = cli.run("db", "check", "--deep", "--db", other);
    assertEquals(0, check.code(), check.out());
    assertEquals(0, cli.run("ledger", "verify", "mine", "--db", other).code());
    for (String command : List.of("rank", "show", "next")) {
      assertEquals(
          withoutPaths(cli.run(command, "mine")),
          withoutPaths(cli.run(command, "mine", "--db", other)),
          command);
    }
  }

  private static String withoutPaths(CliFixture.Result result) {
    String text = result.out().replaceAll("\\s+", " "); // paths change where lines break
    return text.replaceAll(" --db \\S+", "").replaceAll("/\\S+/experiments/", "");
  }

  @Test
  void iterateAddsOneByHandFromTheSourcesNamed() {
    CliFixture.Result added =
        cli.run("iterate", "mine", "--tokens", "300", "--sources", "french", "--quants", "Q4_0");
    assertEquals(0, added.code(), added.err());
    String shown = cli.run("show", "mine").out();
    assertTrue(shown.contains("by hand"), shown);
    assertTrue(shown.contains("3 french"), shown);
    assertEquals(0, cli.run("compare", "mine:1", "mine:3").code());

    assertTrue(
        cli.run("iterate", "mine", "--tokens", "300", "--sources", "nope")
            .message()
            .endsWith("there is no source nope in this experiment; it has prose, french"));
    String tooLarge = cli.run("iterate", "mine", "--tokens", "1M").message();
    assertTrue(tooLarge.contains("more are needed"), tooLarge);
    assertTrue(
        cli.run("iterate", "mine", "--tokens", "300", "--quants", "Q9_K")
            .err()
            .contains("there is no quant type 'Q9_K'"));
    assertEquals(
        "quantloop: Q4_0 is named twice (--quants)",
        cli.run("iterate", "mine", "--tokens", "300", "--quants", "Q4_0,Q4_0").message());
  }

  @Test
  void nothingRunsSoNothingIsWatchedOrStopped() {
    assertTrue(cli.run("watch").message().contains("nothing is running"));
    assertTrue(cli.run("watch", "mine").message().contains("start it: quantloop run mine"));
    Path other = home.resolve("other.db");
    assertEquals(
        "quantloop: there are no experiments yet in %1$s; start with: quantloop demo --db %1$s"
            .formatted(other),
        cli.run("rank", "mine", "--db", other.toString()).message());
    assertTrue(cli.run("stop", "mine").message().contains("mine is not running"));
    assertTrue(cli.run("show", "mien").message().contains("mien"));
  }

  private Path text(String name, String resource) throws IOException {
    return Files.writeString(home.resolve(name), SmallExperiment.resource(resource));
  }

  private static String model() {
    return SmallExperiment.nativeSettings().selfTestModel().toString();
  }

  private static Map<String, Object> map(CliFixture.Result result) {
    assertEquals(0, result.code(), result.err());
    try {
      return JSON.std.mapFrom(result.out());
    } catch (IOException e) {
      throw new AssertionError(result.out(), e);
    }
  }

  private static List<Map<String, Object>> list(CliFixture.Result result) {
    assertEquals(0, result.code(), result.err());
    try {
      return ((List<?>) JSON.std.anyFrom(result.out()))
          .stream().map(ExperimentCommandsTest::asMap).toList();
    } catch (IOException e) {
      throw new AssertionError(result.out(), e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object object) {
    return (Map<String, Object>) object;
  }
}
