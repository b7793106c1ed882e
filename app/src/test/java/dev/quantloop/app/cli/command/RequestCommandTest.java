package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creating is tested with the form. */
class RequestCommandTest {
  @TempDir Path home;

  private Result ask(String kind, SettingValues settings, String... sources) throws IOException {
    List<SourceSpec> specs = List.of(sources).stream().map(SourceSpec::parse).toList();
    ExperimentSpec spec = new ExperimentSpec("mine", StageFiles.MODEL, specs, settings);
    return new CliFixture(home)
        .typing(JSON.std.asString(spec.document()))
        .run("request", kind, "--db", home.resolve("quantloop.db").toString());
  }

  private String text() throws IOException {
    return "text=" + Files.writeString(home.resolve("text.txt"), "A word. ".repeat(4000));
  }

  @Test
  void countsTheTokensOfSourcesAndSaysWhichCannotBeCounted() throws IOException {
    String binary = "bad=" + Files.write(home.resolve("bad.txt"), new byte[100]);
    Result result = ask("count", SettingValues.NONE, text(), binary);
    assertEquals(0, result.code(), result.err());
    List<String> sources = result.out().lines().toList();
    Map<?, ?> good = JSON.std.mapFrom(sources.get(0));
    assertTrue((int) ((List<?>) good.get("documents")).get(0) > 4000, good.toString());
    assertEquals("", good.get("problem"));
    Map<?, ?> bad = JSON.std.mapFrom(sources.get(1));
    assertTrue(bad.get("problem").toString().contains("bad.txt"), bad.toString());
  }

  @Test
  void reportsAsTheCommandForItDoes() throws IOException {
    Result result = ask("report", SettingValues.NONE.with(Setting.CHUNKS, 7), text());
    assertEquals(0, result.code(), result.err());
    Result command =
        new CliFixture(home)
            .run(
                "corpus",
                "report",
                "-m",
                StageFiles.MODEL.toString(),
                "--source",
                "text=" + home.resolve("text.txt"),
                "--eval-chunks",
                "7",
                "--json");
    assertEquals(JSON.std.mapFrom(command.out()), JSON.std.mapFrom(result.out()));
  }

  @Test
  void plansWithTheSettingsThatAreAsked() throws IOException {
    SettingValues settings = SettingValues.NONE.with(Setting.CONTEXT, 128).with(Setting.CHUNKS, 7);
    Result result = ask("plan", settings, text());
    assertEquals(0, result.code(), result.err());
    List<?> plan = (List<?>) JSON.std.mapFrom(result.out()).get("plan");
    assertTrue(plan.get(0).toString().startsWith("text: "), plan.toString());
    assertTrue(
        plan.stream().anyMatch(line -> ("" + line).endsWith("on 7 chunks, 128 tokens each")),
        plan.toString());
  }

  @Test
  void saysWhichSettingIsWrong() throws IOException {
    Result result = ask("plan", SettingValues.NONE.with(Setting.CHUNKS, 5000), text());
    assertEquals(1, result.code());
    assertTrue(result.message().endsWith("(--eval-chunks)"), result.err());
  }
}
