package dev.quantloop.app.cli.command;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.JsonOption;
import dev.quantloop.app.cli.option.NativeOptions;
import dev.quantloop.app.cli.option.SettingOptions;
import dev.quantloop.app.cli.option.SourceOptions;
import dev.quantloop.app.cli.option.TextSources;
import dev.quantloop.app.corpus.ReadSource;
import dev.quantloop.app.create.ReadSources;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.stage.CountTokens;
import dev.quantloop.app.stage.CountTokens.Named;
import dev.quantloop.app.stage.CountTokens.TextTokens;
import dev.quantloop.llama.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts and shows tokens. */
@Command(
    name = "tokens",
    header = "Count the tokens of texts, or show them.",
    description =
        "Tokenizes files with a model's vocabulary and prints how many tokens and chunks each gives;"
            + " the model's weights are not loaded.",
    footer = {
      "  quantloop tokens -m model-f16.gguf corpus/*.txt",
      "  quantloop tokens -m model-f16.gguf --source code=src/**/*.java",
      "  quantloop tokens -m model-f16.gguf --ids prompt.txt"
    })
public final class TokensCommand extends ConsoleCommand {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      required = true,
      description = "The model whose vocabulary is used.")
  private Path model;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "The texts, UTF-8.")
  private List<Path> words = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "TEXT",
      description = "A text, as with the other commands.")
  private List<Path> texts = List.of();

  @Option(
      names = "--source",
      paramLabel = SourceSpec.SYNTAX,
      description =
          "A source, read as quantloop new reads it: document by document, without the token that"
              + " starts a text; may come several times.")
  private List<String> sources = List.of();

  @Mixin private final SourceOptions sourceOptions = new SourceOptions();

  @Mixin private final SettingOptions chunked = new SettingOptions(List.of(Setting.CONTEXT));

  @Option(names = "--ids", description = "Print the ids, as a list like [1, 2, 3].")
  private boolean ids;

  @Option(names = "--show", description = "Print each token's id and text on a line.")
  private boolean show;

  @Option(names = "--no-bos", description = "Leave out the token that starts a text.")
  private boolean noBos;

  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    List<SourceSpec> specs = sourceOptions.specs(sources, console.directories()::expanded);
    List<Path> files = new ArrayList<>(words);
    files.addAll(texts);
    if (files.isEmpty() == sources.isEmpty()) {
      throw new UsageException(
          files.isEmpty() ? "give at least one text" : "give texts or sources, not both");
    }
    if (!json.wanted() && ids) {
      requireEffect("with --ids", "--show", "-c");
    } else if (!json.wanted() && show) {
      requireEffect("with --show", "-c");
    }
    if (!sources.isEmpty()) {
      requireEffect("with --source: sources are read without that token", "--no-bos");
    }
    CountTokens.Result counted = sources.isEmpty() ? files(files) : sources(specs);
    if (counted.texts().isEmpty()) {
      throw new UserException(String.join("; ", counted.problems()));
    }
    print(counted.texts());
    if (!counted.problems().isEmpty()) {
      throw new UserException("not counted: " + String.join("; ", counted.problems()));
    }
    return ExitCode.OK;
  }

  private CountTokens.Result files(List<Path> files) {
    return new CountTokens(console, llama::open)
        .run(
            model,
            files.stream().map(Named::file).toList(),
            !noBos,
            sourceOptions.parseSpecial(),
            ids || show,
            show);
  }

  private CountTokens.Result sources(List<SourceSpec> specs) {
    return TextSources.read(
        console, llama.open(), model, specs, false, Long.MAX_VALUE, this::counted);
  }

  private CountTokens.Result counted(ReadSources read, Model vocabulary) {
    List<TextTokens> counted = new ArrayList<>();
    for (ReadSources.Read one : read.sources()) {
      one.report().lines().forEach(line -> console.say(one.input().name() + ": " + line));
      ReadSource source = one.source();
      int[] tokens =
          ids || show ? source.spool().read(0, Math.toIntExact(source.tokens())) : new int[0];
      List<String> pieces =
          Arrays.stream(show ? tokens : new int[0])
              .mapToObj(id -> vocabulary.tokenizer().text(new int[] {id}))
              .toList();
      counted.add(new TextTokens(source.name(), source.bytes(), source.tokens(), tokens, pieces));
    }
    return new CountTokens.Result(counted, List.of());
  }

  private void print(List<TextTokens> texts) {
    if (json.wanted()) {
      Json.print(console.out(), texts.stream().map(this::json).toList());
    } else if (ids) {
      texts.forEach(text -> printIds(text.ids()));
    } else if (show) {
      texts.forEach(this::printPieces);
    } else {
      printCounts(texts);
    }
  }

  private Map<String, Object> json(TextTokens text) {
    Map<String, Object> object = Json.object(sources.isEmpty() ? "file" : "source", text.name());
    object.put("bytes", text.bytes());
    object.put("tokens", text.tokens());
    object.put("chunk_size", contextSize());
    object.put("chunks", text.tokens() / contextSize());
    if (ids || show) {
      object.put("ids", Arrays.stream(text.ids()).boxed().toList());
    }
    if (show) {
      object.put("pieces", text.pieces());
    }
    return object;
  }

  /** One by one, since there may be more than a string holds. */
  private void printIds(int[] ids) {
    console.out().print("[");
    for (int i = 0; i < ids.length; i++) {
      console.out().print((i == 0 ? "" : ", ") + ids[i]);
    }
    console.out().println("]");
  }

  private void printPieces(TextTokens text) {
    for (int i = 0; i < text.ids().length; i++) {
      console.out().printf("%6d -> '%s'%n", text.ids()[i], text.pieces().get(i));
    }
  }

  private void printCounts(List<TextTokens> texts) {
    TextTable table =
        new TextTable("text", ">bytes", ">tokens", ">bytes a token", ">chunks of " + contextSize());
    texts.forEach(text -> addRow(table, text.name(), text.bytes(), text.tokens()));
    if (texts.size() > 1) {
      long bytes = texts.stream().mapToLong(TextTokens::bytes).sum();
      long tokens = texts.stream().mapToLong(TextTokens::tokens).sum();
      addRow(table, "together", bytes, tokens);
    }
    table.print(console.out());
  }

  private void addRow(TextTable table, String name, long bytes, long tokens) {
    table.row(
        name, bytes, tokens, Numbers.fixed((double) bytes / tokens, 2), tokens / contextSize());
  }

  private int contextSize() {
    return chunked.values().get(Setting.CONTEXT);
  }
}
