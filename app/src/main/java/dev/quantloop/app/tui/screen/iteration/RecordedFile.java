package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.Quant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that an iteration was made of, or that it left.
 *
 * @param bytes on record
 * @param found how many bytes it has now; empty where it is gone
 * @param removed whether it is not kept on purpose: deleted to save space, or made in memory
 */
record RecordedFile(String what, Path path, long bytes, OptionalLong found, boolean removed) {
  static List<RecordedFile> all(
      ModelFile model, Optional<Imatrix> imatrix, Quant quant, List<Corpus> corpora) {
    List<RecordedFile> files = new ArrayList<>();
    files.add(of("quant", quant.file(), quant.bytes(), quant.fileRemovedAt().isPresent()));
    imatrix.ifPresent(i -> files.add(of("imatrix", i.file(), i.bytes(), false)));
    files.add(of("model", model.path(), model.bytes(), false));
    for (Corpus corpus : corpora) {
      String what = "tokens, " + corpus.name();
      files.add(of(what, corpus.file(), corpus.tokens() * Integer.BYTES, false));
    }
    return files;
  }

  private static RecordedFile of(String what, Path path, long bytes, boolean removed) {
    return new RecordedFile(what, path, bytes, size(path), removed);
  }

  private static OptionalLong size(Path path) {
    try {
      return OptionalLong.of(Files.size(path));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  String state() {
    if (found.isPresent()) {
      return found.getAsLong() == bytes
          ? "there"
          : "there, but of " + Numbers.bytes(found.getAsLong());
    }
    return removed ? "not kept on disk" : "gone";
  }
}
