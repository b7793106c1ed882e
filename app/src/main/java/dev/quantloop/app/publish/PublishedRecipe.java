package dev.quantloop.app.publish;

import dev.quantloop.app.allocate.RecipeText;
import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.format.Json;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.RecipeStanding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A recipe of tensor types in a folder that is published. Names are those in the folder.
 *
 * @param name without an ending
 * @param quantIsThere whether the quantized file is there, and not its rules alone
 * @param imatrix that it was made with; empty for none
 */
record PublishedRecipe(
    String name, boolean quantIsThere, Optional<String> imatrix, RecipeStanding standing) {
  String quantName() {
    return name + ".gguf";
  }

  String rulesName() {
    return name + ".txt";
  }

  Quant quant() {
    return standing.file().orElseThrow();
  }

  /** "composite -47.1 ± 1.6 %, improved on all text; …". */
  String verdict() {
    return standing.against().stream()
        .map(one -> "%s: %s".formatted(standing.on(one), RecipeText.verdict(one)))
        .collect(Collectors.joining("; "));
  }

  /** That makes its file of a model. */
  String command(String model) {
    List<String> words = new ArrayList<>(List.of("quantize"));
    imatrix.ifPresent(file -> words.addAll(List.of("--imatrix", file)));
    words.addAll(List.of("--tensor-type-file", rulesName(), model, quantName()));
    words.add(standing.recipe().stockType());
    return CommandWords.line(words);
  }

  Map<String, Object> document(String model) {
    return Json.object(
        "file", quantIsThere ? quantName() : null,
        "tensor_type_file", rulesName(),
        "sha256", quant().sha256(),
        "bytes", quant().bytes(),
        "imatrix", imatrix,
        "stock_type", standing.recipe().stockType(),
        "against_stock", verdict(),
        "command", command(model));
  }
}
