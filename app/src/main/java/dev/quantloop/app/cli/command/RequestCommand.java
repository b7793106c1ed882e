package dev.quantloop.app.cli.command;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.ExitCode;
import dev.quantloop.app.cli.option.ConsoleSources;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.TextSources;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.create.CreateExperiment;
import dev.quantloop.app.create.SourceTokens;
import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.machine.ParentProcess;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.open.SourceReaders;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Does for the screen what takes libllama, which may end the process. */
@Command(
    name = "request",
    hidden = true,
    header = "Do what the interface asks (started by the program itself).",
    description =
        "Reads a new experiment as JSON on standard input, and answers with JSON: create records it,"
            + " plan says how its models would be used, count counts the tokens of its sources,"
            + " report says what they hold.",
    footer = "  quantloop request count < experiment.json")
public final class RequestCommand extends ConsoleCommand {
  /** What there is to ask for. */
  public enum Kind {
    CREATE,
    PLAN,
    COUNT,
    REPORT
  }

  @Parameters(paramLabel = "KIND", description = "create, plan, count or report.")
  private Kind kind;

  @Mixin private NativeOptions llama;
  @Mixin private DbOption history;

  @Override
  public Integer call() throws IOException {
    ParentProcess.endWithIt();
    ExperimentSpec spec = ExperimentSpec.of(JSON.std.mapFrom(console.in()));
    switch (kind) {
      case COUNT -> count(spec);
      case REPORT -> Json.print(console.out(), report(spec));
      case CREATE, PLAN -> Json.print(console.out(), onHistory(spec));
    }
    return ExitCode.OK;
  }

  private Map<String, Object> report(ExperimentSpec spec) {
    return TextSources.read(
        console,
        llama.open(),
        spec.model(),
        spec.sources(),
        spec.settings().get(Setting.SPLIT).equals(Setting.SEQUENTIAL),
        Long.MAX_VALUE,
        (read, vocabulary) -> CorpusReportCommand.of(read, vocabulary, spec.settings()).document());
  }

  private Map<String, Object> onHistory(ExperimentSpec spec) {
    try (Tracker tracker = history.open()) {
      CreateExperiment creation =
          new CreateExperiment(tracker, llama.open(), cache(), ReadingListener.NONE, console::say);
      ExperimentDraft draft = ExperimentDraft.of(spec, ConsoleSources.of(console));
      return kind == Kind.PLAN
          ? Map.of("plan", creation.rehearse(draft))
          : Map.of("experiment", creation.create(draft).name());
    }
  }

  private TokenCache cache() {
    return new TokenCache(console.directories().cache());
  }

  /** A line for each source, as soon as it is counted. */
  private void count(ExperimentSpec spec) {
    SourceReaders readers = ConsoleSources.of(console);
    Path directory = console.directories().cache();
    try (Model vocabulary = Model.load(llama.open(), spec.model(), ModelOptions.VOCABULARY)) {
      for (SourceSpec source : spec.sources()) {
        SourceTokens counted = SourceTokens.count(source, readers, vocabulary, cache(), directory);
        console.out().println(Json.line(counted.document()));
        console.out().flush();
      }
    }
  }
}
