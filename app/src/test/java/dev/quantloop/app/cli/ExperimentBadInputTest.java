package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.loop.SmallExperiment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't work is refused in one line, with an exit code, and leaves no experiment behind. */
class ExperimentBadInputTest {
  @TempDir private Path home;
  private CliFixture cli;
  private Path text;

  @BeforeEach
  void writeText() throws IOException {
    cli = new CliFixture(home);
    text =
        Files.writeString(
            home.resolve("text.txt"), SmallExperiment.resource("multilingual/guide.fr.md"));
  }

  @Test
  void modelsThatAreNone() throws IOException {
    byte[] bytes = Files.readAllBytes(StageFiles.MODEL);
    Path cut = Files.write(home.resolve("cut.gguf"), Arrays.copyOf(bytes, bytes.length / 2));
    Path mangled = Files.write(home.resolve("mangled.gguf"), mangle(bytes.clone()));
    assertRefused(1, "gone.gguf", "new", "x", "-m", "gone.gguf", source());
    assertRefused(1, cut.toString(), "new", "x", "-m", cut.toString(), source());
    assertRefused(1, mangled.toString(), "new", "x", "-m", mangled.toString(), source());
    assertRefused(1, text.toString(), "new", "x", "-m", text.toString(), source());
  }

  @Test
  void aBaselineThatIsQuantizedAlready() {
    Path quantized = home.resolve("q8.gguf");
    assertEquals(
        0, cli.run("quantize", StageFiles.MODEL.toString(), quantized.toString(), "Q8_0").code());
    assertRefused(1, "is quantized already (Q8_0)", onModel(quantized.toString(), "x", source()));
    CliFixture.Result allowed =
        cli.run(with(onModel(quantized.toString(), "x", source()), "--allow-requantize"));
    assertEquals(0, allowed.code(), allowed.err());
  }

  @Test
  void textsThatAreNone() throws IOException {
    Path empty = Files.createFile(home.resolve("empty.txt"));
    Path binary = Files.write(home.resolve("binary.txt"), new byte[] {'a', 0, 'b'});
    Path latin = Files.write(home.resolve("latin.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
    Path brief = Files.writeString(home.resolve("brief.txt"), "Three words only.");
    assertRefused(1, "empty.txt is empty", small("x", "--source", "a=" + empty));
    assertRefused(1, "binary.txt is binary", small("x", "--source", "a=" + binary));
    assertRefused(1, "latin.txt is not UTF-8", small("x", "--source", "a=" + latin));
    assertRefused(
        1,
        "0 chunks of 128 tokens in whole documents, but 4 are needed",
        small("x", "--source", "a=" + brief));
    assertRefused(
        1, "no such file or directory: ", small("x", "--source", "a=" + home.resolve("gone.txt")));
    assertRefused(
        1,
        "belongs to the sources a and b",
        with(small("x", "--source", "a=" + text), "--source", "b=" + text));
    assertRefused(2, "a source is written", small("x", "--source", "nonsense"));
  }

  @Test
  void figuresThatMakeNoSense() {
    assertRefused(
        2, "there is no quant type 'Q9_Z'", with(small("x", source()), "--quants", "Q9_Z"));
    assertRefused(2, "'1' is not a factor above 1", with(small("x", source()), "--growth", "1"));
    assertRefused(2, "'0' is not a whole number from 1", with(bare(), "--eval-chunks", "0"));
    assertRefused(1, "more are needed", with(small("x", source()), "--max", "10M"));
    assertRefused(1, "more are needed", with(small("x", source()), "--start", "1M"));
    assertRefused(
        1,
        "is below the first (512 tokens) (--max)",
        with(small("x", source()), "--start", "512", "--max", "128"));
    assertRefused(2, "--plateau-threshold", with(small("x", source()), "--plateau-threshold", "2"));
    assertRefused(2, "is not a number of tokens", with(small("x", source()), "--start", "many"));
    assertRefused(1, "can't be the name", small("a:b", source()));
    assertRefused(2, "name at least one quant type", with(bare(), "--quants", ","));
    assertRefused(2, "Q4_K_M is named twice", with(bare(), "--quants", "Q4_K_M,Q4_0,Q4_K"));
    assertRefused(
        1,
        "it has no effect with F16, BF16: nothing is quantized (--pure)",
        with(bare(), "--quants", "F16,BF16", "--pure"));
    for (String steps : List.of("0", "-1")) {
      assertRefused(
          2,
          "'--plateau-steps': '%s' is not a whole number from 1".formatted(steps),
          with(small("x", source()), "--plateau-steps", steps));
    }
    assertRefused(
        2,
        "'--token-embedding-type': there is not a tensor type 'foo'",
        with(small("x", source()), "--token-embedding-type", "foo"));
    assertRefused(
        2, "'attn' is not written NAME=TYPE", with(small("x", source()), "--tensor-type", "attn"));
    assertRefused(
        2,
        "'(' is not a regular expression",
        with(small("x", source()), "--tensor-type", "(=q8_0"));
    assertRefused(1, "of memory are available", with(bare(), "-c", "16000000"));
    assertRefused(2, "'2' is not a whole number from 3", with(bare(), "-c", "2"));
  }

  @Test
  void aNameThatIsTaken() {
    assertEquals(0, cli.run(small("x", source())).code());
    CliFixture.Result again = cli.run(small("x", source()));
    assertEquals(1, again.code());
    assertEquals(
        "quantloop: there is an experiment x already; choose another name, or: quantloop rm x",
        again.message());
  }

  @Test
  void aDataDirectoryThatCanNotBeWritten() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "in the way");
    assertRefused(1, file.toString(), with(small("x", source()), "--db", file + "/q.db"));
    Path noDatabase = Files.writeString(home.resolve("notes.db"), "not a database".repeat(100));
    assertRefused(1, "notes.db", with(small("x", source()), "--db", noDatabase.toString()));
    assertEquals("not a database".repeat(100), Files.readString(noDatabase));
  }

  @Test
  void aDatabaseThatSomebodyKeepsLocked() throws SQLException {
    assertEquals(0, cli.run(small("x", source())).code());
    Path database = home.resolve(".local/share/quantloop/quantloop.db");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      CliFixture.Result refused = cli.run("note", "x", "in vain");
      assertEquals(1, refused.code());
      assertTrue(refused.message().contains("locked"), refused.err());
      assertEquals(0, cli.run("ls").code());
      statement.execute("rollback");
    }
    assertEquals(0, cli.run("note", "x", "at last").code());
  }

  @Test
  void aFileWhereADirectoryShouldBeFailsTheRunAndLeavesTheHistoryWhole() throws IOException {
    assertEquals(0, cli.run(small("x", source())).code());
    Path quants = home.resolve(".local/share/quantloop/experiments/1/quants");
    Files.delete(quants);
    Files.writeString(quants, "in the way");
    CliFixture.Result failed = cli.run("run", "x", "--iterations", "1");
    assertEquals(1, failed.code());
    assertTrue(failed.message().contains(quants.toString()), failed.err());
    Files.delete(quants);
    CliFixture.Result ran = cli.run("run", "x", "--iterations", "1");
    assertEquals(0, ran.code(), ran.err());
  }

  @Test
  void aDiskThatTakesNoMoreFailsTheRunAndLeavesTheHistoryWhole()
      throws IOException, InterruptedException {
    assertEquals(0, cli.run(small("x", source())).code());
    String failed = underFileSizeLimit("run", "x", "--iterations", "1");
    assertTrue(failed.contains("quantloop: run 1 of x failed: "), failed);
    assertTrue(failed.contains("is the disk full?"), failed);
    CliFixture.Result ran = cli.run("run", "x", "--iterations", "1");
    assertEquals(0, ran.code(), ran.err());
  }

  @Test
  void whatIsNotThereAndWhatNobodyCanBeAsked() {
    assertRefused(1, "there are no experiments yet", "rank", "x");
    assertRefused(1, "there is no database", "sql", "select 1");
    assertEquals(0, cli.run(small("x", source())).code());
    assertEquals(1, cli.run("rank", "x").code());
    assertTrue(cli.run("rm", "x").message().contains("say -y if so"));
    assertEquals(2, cli.run("run", "x", "--iterations", "0").code());
    assertEquals(2, cli.run("run", "x", "--iterations", "1", "--until-plateau").code());
    assertEquals(2, cli.run("show", "x:y").code());
  }

  @Test
  void removingAsksAndKeepsTheHistoryUnlessToldOtherwise() throws IOException {
    assertEquals(0, cli.run(small("x", source())).code());
    Path directory = home.resolve(".local/share/quantloop/experiments/1");
    assertEquals(1, new CliFixture(home).onTerminal(80).typing("n\n").run("rm", "x").code());
    assertTrue(Files.exists(directory));
    assertEquals(0, new CliFixture(home).onTerminal(80).typing("y\n").run("rm", "x").code());
    assertFalse(Files.exists(directory));
    String count = "select count(*) as n from experiment";
    assertTrue(cli.run("sql", count).out().strip().endsWith("1"));

    assertEquals(0, cli.run(small("x", source())).code());
    assertEquals(0, cli.run("rm", "x", "-y", "--purge").code());
    assertTrue(cli.run("sql", count).out().strip().endsWith("1"));
  }

  /** In a process whose files can't grow beyond 2.5 MB, as if the disk were full. */
  private String underFileSizeLimit(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "ulimit -f 5000; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.quantloop.app.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_DATA_HOME", home.resolve(".local/share").toString());
    builder.environment().put("XDG_CACHE_HOME", CliFixture.sharedCache().toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), output);
    return output;
  }

  private void assertRefused(int code, String part, String... arguments) {
    CliFixture.Result refused = cli.run(arguments);
    assertEquals(code, refused.code(), refused.err());
    assertTrue(refused.err().contains(part), refused.err());
    assertFalse(refused.err().contains("unexpected failure"), refused.err());
    assertEquals("", refused.out());
    assertEquals("", cli.run("ls").out());
  }

  private String source() {
    return "--source=a=" + text;
  }

  /** A new experiment with the usual settings. */
  private String[] bare() {
    return new String[] {"new", "x", "-m", StageFiles.MODEL.toString(), source()};
  }

  private static String[] small(String name, String... sources) {
    return onModel(StageFiles.MODEL.toString(), name, sources);
  }

  private static String[] onModel(String model, String name, String... sources) {
    return with(
        new String[] {
          "new",
          name,
          "-m",
          model,
          "-c",
          "128",
          "-b",
          "256",
          "-t",
          "1",
          "--eval-chunks",
          "3",
          "--quants",
          "Q4_0"
        },
        sources);
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private static byte[] mangle(byte[] bytes) {
    Arrays.fill(bytes, 8, 64, (byte) 0xFF);
    return bytes;
  }
}
