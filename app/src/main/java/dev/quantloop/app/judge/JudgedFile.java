package dev.quantloop.app.judge;

import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A GGUF file from outside that is to be judged. Its header has been read and checked. */
record JudgedFile(BaselineFile header) {
  private static final String TOKENS = "tokenizer.ggml.tokens";

  /**
   * @throws UserException when a file can't be judged against the baseline, or is given twice
   */
  static List<JudgedFile> all(List<Path> paths, BaselineFile baseline) {
    List<JudgedFile> files = new ArrayList<>();
    for (Path path : paths) {
      JudgedFile file = new JudgedFile(BaselineFile.open(path));
      file.requireOther(baseline.file(), "is the baseline itself; give quantized models");
      files.forEach(other -> file.requireOther(other.path(), "is given twice"));
      file.requireVocabularyOf(baseline);
      files.add(file);
    }
    return files;
  }

  Path path() {
    return header.file();
  }

  private void requireOther(Path other, String why) {
    try {
      if (Files.isSameFile(path(), other)) {
        throw new UserException(header.given() + " " + why);
      }
    } catch (IOException e) {
      throw new UserException("can't read " + header.given() + ": " + e.getMessage(), e);
    }
  }

  private void requireVocabularyOf(BaselineFile baseline) {
    long size = header.vocabularySize();
    if (size != baseline.vocabularySize()) {
      throw refused(
          baseline,
          "the vocabulary of %s has %s, that of the baseline has %d"
              .formatted(header.given(), Numbers.amount(size, "token"), baseline.vocabularySize()));
    }
    List<String> own = tokens(header.gguf());
    List<String> others = tokens(baseline.gguf());
    long different =
        IntStream.range(0, own.size()).filter(i -> !own.get(i).equals(others.get(i))).count();
    if (different > 0) {
      throw refused(
          baseline,
          "%d of the %d tokens of %s are not those of the baseline"
              .formatted(different, size, header.given()));
    }
  }

  private static UserException refused(BaselineFile baseline, String why) {
    return new UserException(
        why + " (" + baseline.given() + "): only quants of one model can be judged together");
  }

  private static List<String> tokens(GgufFile file) {
    return file.strings(file.metadata().sequence(TOKENS).orElseThrow());
  }

  /** What the file says that it is; where it says nothing, the type of most of its weights. */
  String type() {
    String said = header.fileType();
    return said.equals("unknown") ? "mostly " + mostWeights() : said;
  }

  private String mostWeights() {
    Map<GgmlType, Long> elements = new HashMap<>();
    for (GgufTensor tensor : header.tensors()) {
      elements.merge(tensor.type(), tensor.elements(), Long::sum);
    }
    return elements.entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(most -> most.getKey().toString())
        .orElse("unknown");
  }

  double bitsPerWeight() {
    long bytes = header.tensors().stream().mapToLong(GgufTensor::bytes).sum();
    return 8.0 * bytes / header.parameters();
  }

  /** The file's name, with as many of its directories as it takes to tell it from the others. */
  String label(List<String> taken) {
    for (int names = 1; names < path().getNameCount(); names++) {
      int all = path().getNameCount();
      String label = path().subpath(all - names, all).toString();
      if (!taken.contains(label)) {
        return label;
      }
    }
    return path().toString();
  }
}
