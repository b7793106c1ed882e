package dev.quantloop.app.publish;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.export.History;
import dev.quantloop.tracker.export.ModelCard;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a published folder says of its files. */
record PublishText(History history, List<PublishedFile> files, List<PublishedRecipe> recipes) {
  /** A fragment for the README of whoever publishes the files, in Markdown. */
  String readme(List<RankingRow> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("## Files\n\n| file | what it is | size | SHA-256 |\n| --- | --- | ---: | --- |\n");
    for (PublishedFile file : files) {
      text.append(
          "| `%s` | %s | %s | `%s` |\n"
              .formatted(file.name(), what(file), Numbers.bytes(file.bytes()), file.sha256()));
    }
    recipes.stream()
        .filter(PublishedRecipe::quantIsThere)
        .forEach(
            recipe ->
                text.append(
                    "| `%s` | a type for each tensor, %s | %s | `%s` |\n"
                        .formatted(
                            recipe.quantName(),
                            recipe.standing().recipe().inWords(),
                            Numbers.bytes(recipe.quant().bytes()),
                            recipe.quant().sha256())));
    text.append(
        """

        Check what you have downloaded with `sha256sum -c SHA256SUMS`. `recipe.json` tells how to make the files
        again, `results.json` has every figure with its interval, and `report.html` shows them with plots.

        ## Figures

        """);
    new ModelCard(history, published(rows)).write(text);
    if (!recipes.isEmpty()) {
      text.append("\n## Types by tensor\n\n");
    }
    for (PublishedRecipe recipe : recipes) {
      text.append(
          "- `%s` (%s) gives each tensor a type of its own. Composite against %s: %s\n"
              .formatted(
                  recipe.quantIsThere() ? recipe.quantName() : recipe.rulesName(),
                  Numbers.bytes(recipe.quant().bytes()),
                  recipe.standing().recipe().stockType(),
                  recipe.verdict()));
    }
    text.append(
        """

        ## How they were made

        With Quantloop %s, of `%s` (%s). These commands make the same tensors:

        ```sh
        """
            .formatted(ProgramVersion.CURRENT, history.model().name(), history.model().fileType()));
    files.stream()
        .filter(PublishedFile::isQuant)
        .forEach(file -> text.append(command(file)).append('\n'));
    recipes.forEach(recipe -> text.append(recipe.command(modelFile())).append('\n'));
    text.append(
        "```\n\nThe imatrix is of these texts; `recipe.json` names its parts, and the options of `quantloop new`:\n\n");
    for (Source source : history.sources()) {
      text.append(
          "- *%s* (%s), %s, SHA-256 `%s`\n"
              .formatted(
                  source.name(), origin(source), Numbers.bytes(source.bytes()), source.sha256()));
    }
    return text.toString();
  }

  /** Those whose files are in the folder; without any, what is known of the imatrix. */
  private List<RankingRow> published(List<RankingRow> rows) {
    List<RankingRow> present = files.stream().flatMap(file -> file.evaluated().stream()).toList();
    return present.isEmpty() ? rows : present;
  }

  private String what(PublishedFile file) {
    if (!file.isQuant()) {
      return "imatrix of %s".formatted(Numbers.tokens(file.imatrix().get().tokens()));
    }
    return file.what()
        + (file.imatrix().isPresent() ? "" : ", without imatrix")
        + (file.evaluated().isPresent() ? "" : ", **not evaluated**");
  }

  private String command(PublishedFile quant) {
    QuantType type = QuantType.parse(quant.what());
    SettingValues settings =
        SettingValues.of(history.experiment().settings()).brief().only(Setting.QUANTIZE);
    return CommandWords.line(
        new Proposal.Quantize(
            history.model().path().getFileName(),
            quant.imatrix().map(this::name).map(Path::of),
            Path.of(quant.name()),
            quant.what(),
            type.quantizes() ? settings : settings.without(Setting.WITHOUT_EFFECT_UNQUANTIZED)));
  }

  private String modelFile() {
    return history.model().path().getFileName().toString();
  }

  /** What the imatrix is called in the folder. */
  private String name(Imatrix imatrix) {
    return files.stream()
        .filter(file -> !file.isQuant() && file.imatrix().get().equals(imatrix))
        .map(PublishedFile::name)
        .findFirst()
        .orElseThrow();
  }

  /** Without the directories of local files, which are nobody's business. */
  private static String origin(Source source) {
    if (SourceInput.isBuiltIn(source.origin()) || source.isImported()) {
      return source.origin();
    }
    return SourceSpec.ofOrigin(source.name(), source.domain(), source.origin())
        .withoutDirectories()
        .origin();
  }

  /** All that it takes to make the files again, as JSON. */
  String recipe() {
    return Json.text(
            Json.object(
                "program_version", history.experiment().programVersion(),
                "model",
                    RecordValues.of(
                        history.model(), "name", "sha256", "bytes", "architecture", "file_type"),
                "settings", history.experiment().settings().values(),
                "options",
                    ShellWords.quoted(
                        CommandWords.of(SettingValues.of(history.experiment().settings()))),
                "sources", history.sources().stream().map(PublishText::document).toList(),
                "texts",
                    history.corpora().stream()
                        .map(
                            corpus ->
                                RecordValues.of(
                                    corpus,
                                    "name",
                                    "sha256",
                                    "tokens",
                                    "pool_first_token",
                                    "pool_tokens"))
                        .toList(),
                "imatrices",
                    files.stream().filter(file -> !file.isQuant()).map(this::imatrix).toList(),
                "quants", files.stream().filter(PublishedFile::isQuant).map(this::quant).toList(),
                "tensor_recipes",
                    recipes.stream().map(recipe -> recipe.document(modelFile())).toList()))
        + "\n";
  }

  private static Map<String, Object> document(Source source) {
    Map<String, Object> document = RecordValues.of(source, "name", "domain", "sha256", "bytes");
    document.put("origin", origin(source));
    return document;
  }

  private Map<String, Object> imatrix(PublishedFile file) {
    Imatrix imatrix = file.imatrix().get();
    Iteration iteration =
        history.iterations().stream()
            .filter(one -> one.id().equals(imatrix.iteration()))
            .findFirst()
            .orElseThrow();
    return Json.object(
        "file", file.name(),
        "sha256", file.sha256(),
        "iteration", iteration.number(),
        "tokens", imatrix.tokens(),
        "corpus_sha256", iteration.corpusSha256(),
        "chunk_tokens", history.experiment().settings().nCtx(),
        "parts",
            iteration.recipe().stream()
                .map(
                    part ->
                        Json.object(
                            "text", history.source(part.corpus()),
                            "first_chunk", part.firstChunk(),
                            "chunks", part.chunks(),
                            "weight", part.weight()))
                .toList(),
        "made_with", RecordValues.of(imatrix.provenance()));
  }

  private Map<String, Object> quant(PublishedFile file) {
    return Json.object(
        "file", file.name(),
        "quant_type", file.what(),
        "sha256", file.sha256(),
        "imatrix", file.imatrix().map(this::name),
        "evaluated_as_iteration", file.evaluated().map(RankingRow::iteration),
        "command", command(file));
  }
}
