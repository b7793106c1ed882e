package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.llama.imatrix.ImatrixArithmetic;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImatrixCommandTest {
  @TempDir private Path directory;

  @Test
  void writesTheSumsOfEveryChunkUnderTheNameOfTheText() throws IOException {
    Path output = directory.resolve("imatrix.gguf");
    Result result = imatrix(output, "--json");
    assertEquals(0, result.code(), result.err());
    ImatrixSums sums = ImatrixFile.read(output);
    assertEquals(27, sums.chunkCount());
    assertEquals(128, sums.chunkSize());
    assertEquals(List.of(StageFiles.TEXT.toString()), sums.datasets());
    assertTrue(result.out().contains("\"chunks\" : 27"), result.out());
    assertTrue(result.out().contains("\"sha256\" : \""), result.out());
    assertTrue(sums.hasPlainSums());
    Path squares = directory.resolve("squares.gguf");
    assertEquals(0, imatrix(squares, "--squares-only").code());
    sums.dropPlainSums();
    ImatrixFile.writeGguf(output, sums);
    assertEquals(-1, Files.mismatch(squares, output));
    for (ImatrixEntry entry : sums.entries().values()) {
      assertEquals(27 * 128, entry.counts()[0]);
    }
  }

  @Test
  void addsUpToTheSameHoweverTheTextIsDivided() {
    Path whole = directory.resolve("whole.gguf");
    Path first = directory.resolve("first.dat");
    Path both = directory.resolve("both.gguf");
    assertEquals(0, imatrix(whole, "--chunks", "8", "-b", "128").code());
    assertEquals(0, imatrix(first, "--chunks", "3", "-b", "128").code());
    Result second =
        imatrix(
            both, "--from-chunk", "3", "--chunks", "5", "-b", "128", "--in-file", first.toString());
    assertEquals(0, second.code(), second.err());
    assertTrue(second.out().contains("8 chunks of 128 tokens"), second.out());
    assertNearlyEqual(ImatrixFile.read(whole), ImatrixFile.read(both));
  }

  @Test
  void mergesWithoutAModel() {
    Path a = directory.resolve("a.gguf");
    Path merged = directory.resolve("merged.dat");
    assertEquals(0, imatrix(a, "--chunks", "2").code());
    Result result = run("imatrix", "--in-file", a + "," + a, "-o", merged.toString());
    assertEquals(0, result.code(), result.err());
    assertEquals(4, ImatrixFile.read(merged).chunkCount());
  }

  @Test
  void weighsSubtractsAndRescales() {
    Path a = directory.resolve("a.gguf");
    Path b = directory.resolve("b.gguf");
    Path sum = directory.resolve("sum.gguf");
    Path left = directory.resolve("left.gguf");
    assertEquals(0, imatrix(a, "--chunks", "2").code());
    String[] shorter = {
      "imatrix", "-m", StageFiles.MODEL.toString(), "-f", StageFiles.TEXT.toString()
    };
    assertEquals(0, run(with(shorter, "-c", "64", "--chunks", "3", "-o", b.toString())).code());
    Result merged =
        run("imatrix", "--in-file", a + ":2", "--in-file", b.toString(), "-o", sum.toString());
    assertEquals(0, merged.code(), merged.err());
    assertTrue(merged.err().contains("b.gguf is of chunks of 64 tokens, not of 128"), merged.err());
    assertEquals(2 * 2 * 128 + 3 * 64, ImatrixArithmetic.tokens(ImatrixFile.read(sum)));
    assertTrue(ImatrixFile.read(sum).hasPlainSums());

    Result taken =
        run(
            "imatrix",
            "--in-file",
            sum.toString(),
            "--subtract",
            a + "," + a,
            "-o",
            left.toString());
    assertEquals(0, taken.code(), taken.err());
    ImatrixSums rest = ImatrixFile.read(left);
    assertNearlyEqual(ImatrixFile.read(b), rest);
    Result scaled =
        run("imatrix", "--in-file", left.toString(), "--scale-to", "1k", "-o", sum.toString());
    assertEquals(0, scaled.code(), scaled.err());
    assertEquals(1000, ImatrixArithmetic.tokens(ImatrixFile.read(sum)));

    Result refused =
        run(
            "imatrix",
            "--in-file",
            b.toString(),
            "--subtract",
            a.toString(),
            "-o",
            directory + "/no");
    assertEquals(1, refused.code());
    assertTrue(
        refused.message().contains("a.gguf can't be subtracted: it is not a part"), refused.err());
    assertTrue(Files.notExists(directory.resolve("no")));
  }

  @Test
  void saysWhatAConversionLosesAndAssumes() {
    Path a = directory.resolve("a.gguf");
    Path dat = directory.resolve("a.dat");
    assertEquals(0, imatrix(a, "--chunks", "2").code());
    Result there = run("imatrix", "--in-file", a.toString(), "-o", dat.toString());
    assertTrue(there.err().contains("no room for sums of plain activations"), there.err());
    Path back = directory.resolve("back.gguf");
    Result again = run("imatrix", "--in-file", dat.toString(), "-c", "128", "-o", back.toString());
    assertEquals(0, again.code(), again.err());
    assertTrue(again.err().contains("chunks have: 128 is assumed (give it with -c)"), again.err());
    assertNearlyEqual(ImatrixFile.read(a), ImatrixFile.read(back));
    Result both = run("imatrix", "--in-file", a + "," + dat, "-c", "128", "-o", back.toString());
    assertTrue(both.err().contains("1 of 2 files have no sums of plain"), both.err());
  }

  @Test
  void saysWhatAMergedImatrixLeavesOut() {
    Path part = AlteredDemo.firstLayersImatrix(directory);
    Path whole = directory.resolve("whole.gguf");
    Path merged = directory.resolve("merged.gguf");
    assertEquals(0, imatrix(whole, "--chunks", "1").code());
    String model = StageFiles.MODEL.toString();
    String[] command = {"imatrix", "-o", merged.toString(), "--in-file", part.toString()};
    Result alone = run(with(command, "-m", model, "--json"));
    assertEquals(0, alone.code(), alone.err());
    assertTrue(
        alone.err().contains("35 of 42 weights have no importance; the first is blk.1."),
        alone.err());
    assertTrue(alone.out().contains("\"without_importance\" : 35"), alone.out());
    Result both = run(with(command, "--in-file", whole.toString()));
    assertTrue(
        both.err().contains("35 of 42 weights are not in all of these imatrices"), both.err());
  }

  @Test
  void writesANeutralPriorIntoTheOutputAlone() {
    Path part = AlteredDemo.firstLayersImatrix(directory);
    Path steady = directory.resolve("steady.gguf");
    Result result =
        run(
            "imatrix",
            "--in-file",
            part.toString(),
            "--neutral-prior",
            "512",
            "-o",
            steady.toString(),
            "--json");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("\"neutral_prior\" : 512"), result.out());
    ImatrixEntry before = ImatrixFile.read(part).entries().get("blk.0.attn_q.weight");
    ImatrixEntry after = ImatrixFile.read(steady).entries().get("blk.0.attn_q.weight");
    assertEquals(before.counts()[0] + 512, after.counts()[0]);
    assertEquals(before.sums()[0] + 512, after.sums()[0]);

    Path again = directory.resolve("again.gguf");
    Result merged =
        run(
            "imatrix",
            "--in-file",
            steady.toString(),
            "--in-file",
            part + ":3",
            "-o",
            again.toString());
    assertTrue(
        merged.err().contains("steady.gguf holds a neutral prior of 512 tokens, which is left"));
    assertEquals(0, ImatrixFile.read(again).neutralPrior());
    ImatrixEntry sum = ImatrixFile.read(again).entries().get("blk.0.attn_q.weight");
    assertEquals(4 * before.counts()[0], sum.counts()[0]);
    assertEquals(4 * before.sums()[0], sum.sums()[0]);

    Path rest = directory.resolve("rest.gguf");
    Result left =
        run(
            "imatrix",
            "--in-file",
            again.toString(),
            "--subtract",
            steady.toString(),
            "-o",
            rest.toString());
    assertTrue(left.err().contains("steady.gguf holds a neutral prior"), left.err());
    assertEquals(
        3 * before.counts()[0],
        ImatrixFile.read(rest).entries().get("blk.0.attn_q.weight").counts()[0]);
    assertTrue(
        run("imatrix", "check", steady.toString())
            .out()
            .contains("note: it holds a neutral prior of 512"));
    assertTrue(
        run("inspect", steady.toString())
            .out()
            .contains("Its neutral prior of 512 tokens is left out"));
    Path dat = directory.resolve("steady.dat");
    Result legacy =
        run("imatrix", "--in-file", part.toString(), "--neutral-prior", "8", "-o", dat.toString());
    assertTrue(
        legacy.err().contains("steady.dat has no room to tell of its neutral prior"), legacy.err());
  }

  @Test
  void saysWhyALayerCantBeCalibrated() throws IOException {
    Path text = directory.resolve("t.txt");
    Files.writeString(text, "It was the best of times, it was the worst of times. ".repeat(40));
    Path output = directory.resolve("nextn.gguf");
    Path predicting = AlteredDemo.withPredictingLayer(directory);
    for (String[] wrong :
        new String[][] {
          {
            StageFiles.MODEL.toString(),
            "has no layers that predict further tokens: leave out --nextn"
          },
          {
            predicting.toString(),
            "lacks the tensors with which its last layer predicts further tokens"
          }
        }) {
      Result result =
          run(
              "imatrix",
              "-m",
              wrong[0],
              "-f",
              text.toString(),
              "-c",
              "32",
              "--nextn",
              "-o",
              output.toString());
      assertEquals(1, result.code(), result.err());
      assertTrue(result.message().contains(wrong[1]), result.err());
      assertTrue(Files.notExists(output));
    }
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void saysHowManyTokensThereAreAndHowManyAreNeeded() throws IOException {
    Path brief = Files.writeString(directory.resolve("brief.txt"), "Too short.");
    Path output = directory.resolve("none.gguf");
    Result result =
        run(
            "imatrix",
            "-m",
            StageFiles.MODEL.toString(),
            "-f",
            brief.toString(),
            "-o",
            output.toString());
    assertEquals(1, result.code());
    assertTrue(
        result.message().matches("quantloop: .*brief.txt has \\d+ tokens, but 512 are needed.*"),
        result.err());
    assertTrue(Files.notExists(output));
  }

  /** Which picocli would take for -o freq, -h -f and so on. */
  @Test
  void neverSplitsALongFlagOfLlamaCpp() {
    for (String flag : List.of("-otype", "-hf", "-mu", "-ctk", "-tb")) {
      Result result = imatrix(directory.resolve("x"), flag, "1");
      assertEquals(2, result.code(), flag);
      assertTrue(result.err().contains("Unknown option: '" + flag + "'\n"), result.err());
    }
    Result attached = imatrix(directory.resolve("x"), "-c64");
    assertTrue(attached.err().contains("'-c64' (write -c 64)"), attached.err());
  }

  @Test
  void neverReadsWhatItKeepsItsSumsIn() throws IOException {
    Path part = AlteredDemo.firstLayersImatrix(directory);
    Path partial = Files.move(part, directory.resolve("x.partial"));
    Result result = imatrix(directory.resolve("x"), "--in-file", partial.toString());
    assertEquals(1, result.code());
    assertTrue(result.message().contains("is read by the same command"), result.err());
    assertTrue(Files.exists(partial));
  }

  @Test
  void refusesFlagsThatMakeNoSense() {
    assertEquals(2, run("imatrix").code());
    assertEquals(2, run("imatrix", "-f", StageFiles.TEXT.toString()).code());
    for (String[] wrong : new String[][] {{"--chunks", "0"}, {"--chunks", "-7"}, {"-ngl", "-5"}}) {
      assertEquals(2, imatrix(directory.resolve("x"), wrong[0], wrong[1]).code(), wrong[0]);
    }
    for (String option : List.of("--backend", "--rpc", "--cpu-variant", "--llama-lib")) {
      Result merging = run("imatrix", "--in-file", "x", option, "cpu");
      assertEquals(2, merging.code(), merging.err());
      assertEquals(
          "quantloop: " + option + " has no effect without a text (-f TEXT)", merging.message());
    }
    assertEquals(2, imatrix(directory.resolve("x"), "--chunk", "-1").code());
    assertEquals(2, imatrix(directory.resolve("x"), "-t", "0").code());
    assertEquals(2, imatrix(directory.resolve("x"), "--output-format", "csv").code());
  }

  @Test
  void refusesAnOutputThatCantBeWrittenBeforeAnythingIsComputed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Result result = imatrix(file.resolve("imatrix.gguf"));
    assertEquals(1, result.code());
    assertTrue(result.message().contains("no directory"), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(imatrix(directory).message().contains("is a directory"));
  }

  private static void assertNearlyEqual(ImatrixSums expected, ImatrixSums actual) {
    assertEquals(expected.entries().keySet(), actual.entries().keySet());
    expected
        .entries()
        .forEach(
            (weight, entry) -> {
              double[] sums = actual.entries().get(weight).sums();
              for (int i = 0; i < sums.length; i++) {
                assertEquals(entry.sums()[i], sums[i], 1e-5 * entry.sums()[i], weight);
              }
            });
  }

  private Result imatrix(Path output, String... more) {
    List<String> arguments = new ArrayList<>(List.of("imatrix", "-c", "128", "-t", "1"));
    arguments.addAll(List.of("-m", StageFiles.MODEL.toString()));
    arguments.addAll(List.of("-f", StageFiles.TEXT.toString(), "-o", output.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private Result run(String... arguments) {
    return new CliFixture(directory).run(arguments);
  }
}
