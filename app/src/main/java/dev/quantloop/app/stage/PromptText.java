package dev.quantloop.app.stage;

import dev.quantloop.app.engine.EvaluatedText;
import dev.quantloop.app.source.Utf8;
import dev.quantloop.llama.model.Model;
import java.nio.file.Path;
import java.util.List;

/**
 * The text of some files, as llama.cpp's {@code -f} takes it.
 *
 * @param name of the files, for messages
 * @param files how many
 */
record PromptText(String name, int files, String text) {
  /**
   * The texts of the files, a newline between two of them. One newline at the very end is dropped,
   * as llama.cpp does, so that the tokens are the same.
   *
   * @throws dev.quantloop.app.UserException for a file that is empty, binary or not UTF-8
   */
  static PromptText read(List<Path> files) {
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      text.append(text.isEmpty() ? "" : "\n").append(Utf8.read(file));
    }
    int end = text.length() - 1;
    return new PromptText(
        String.join(", ", files.stream().map(Path::toString).toList()),
        files.size(),
        text.charAt(end) == '\n' ? text.substring(0, end) : text.toString());
  }

  /** The chosen chunks, of which there must be at least so many. */
  EvaluatedText evaluated(Model model, StageSettings settings, int leastChunks) {
    int[] tokens = chunks(model, settings, leastChunks, false);
    return new EvaluatedText(
        tokens,
        0,
        tokens.length / settings.contextSize(),
        chunk -> "chunk %d of %s".formatted(settings.firstChunk() + chunk, name));
  }

  /** The tokens of the chosen chunks, of which there must be at least so many. */
  int[] chunks(Model model, StageSettings settings, int leastChunks, boolean parseSpecial) {
    return settings.chunks(model.tokenizer().tokenize(text, true, parseSpecial), this, leastChunks);
  }
}
