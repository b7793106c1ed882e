package dev.quantloop.app.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.llama.model.Tokenizer;
import java.util.List;
import java.util.Map;

/**
 * How many tokens of a model a source is.
 *
 * @param problem why they can't be counted, or empty
 */
public record SourceTokens(int tokens, String problem) {
  /** Reads a source and counts. */
  public static SourceTokens count(SourceSpec source, Tokenizer tokenizer) {
    try {
      String text = SourceInput.read(List.of(source), notice -> {}).get(0).text().text();
      return new SourceTokens(tokenizer.tokenize(text, false, false).length, "");
    } catch (RuntimeException e) {
      return new SourceTokens(0, FailureMessage.ofAny(e));
    }
  }

  /** In types that JSON has; {@link #of} reads it. */
  public Map<String, Object> document() {
    return Map.of("tokens", tokens, "problem", problem);
  }

  public static SourceTokens of(Map<?, ?> document) {
    return new SourceTokens(
        ((Number) document.get("tokens")).intValue(), (String) document.get("problem"));
  }
}
