package dev.quantloop.app.bench;

import dev.quantloop.app.UserException;
import dev.quantloop.app.bench.BenchSettings.LoopShape;
import dev.quantloop.app.format.ShellWords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The contests: the same work as a command of ours and as llama.cpp's tools do it. */
final class Contests {
  private final BenchSettings bench;
  private final List<?> onText;

  /** Flags that both sides know. */
  private final List<?> decoding;

  private final List<String> requantize;

  Contests(BenchSettings bench) {
    this.bench = bench;
    this.onText = List.of("-m", bench.model(), "-f", bench.text());
    this.decoding = List.of("-c", bench.contextSize(), "-t", bench.threads(), bench.batchFlags());
    this.requantize = bench.requantize() ? List.of("--allow-requantize") : List.of();
  }

  /**
   * Work that both sides do.
   *
   * @param name of the stage
   * @param limit the ratio of our time to theirs that this program promises; NaN for none
   * @param ours lines of a shell script
   * @param theirs lines of a shell script
   */
  record Contest(String name, double limit, List<String> ours, List<String> theirs) {}

  Contest of(Bench.Part part) {
    return switch (part) {
      case IMATRIX -> imatrix();
      case QUANTIZE -> quantize();
      case KLD -> divergence();
      case LOOP -> loop();
    };
  }

  /** Makes the files that the contests start from; run once, not timed. */
  List<String> preparation() {
    Path imatrix = file("given.imatrix");
    return List.of(
        peerImatrix(imatrix),
        peerQuantize(bench.lastQuant(), file("given.gguf"), "--imatrix", imatrix));
  }

  private Contest imatrix() {
    return new Contest(
        "imatrix",
        1.05,
        List.of(ours("imatrix", onText, "--chunks", bench.chunks(), "-o", file("ours.imatrix"))),
        List.of(peerImatrix(file("theirs.imatrix"))));
  }

  private Contest quantize() {
    List<?> imatrix = List.of("--imatrix", file("given.imatrix"));
    String type = bench.lastQuant();
    List<?> files = List.of(bench.model(), file("ours.gguf"));
    return new Contest(
        "quantize " + type,
        Double.NaN,
        List.of(
            line(
                List.of(bench.program(), "quantize", bench.nativeFlags(), requantize),
                List.of(imatrix, files, type, bench.threads()))),
        List.of(peerQuantize(type, file("theirs.gguf"), imatrix)));
  }

  private Contest divergence() {
    List<Path> candidate = List.of(file("given.gguf"));
    return new Contest(
        "KLD",
        1.0,
        List.of(
            ours(
                "kld",
                List.of("--base-model", bench.model(), "-m", candidate),
                List.of("-f", bench.text(), "--chunks", bench.chunks()))),
        peerDivergence(bench.chunks(), candidate));
  }

  /** Iteration 0 and growing corpora, each quantized and evaluated. */
  private Contest loop() {
    LoopShape shape = bench.loop();
    if (shape.firstChunks() < 1) {
      throw new UserException(
          "the loop needs a text of at least 13 chunks, %s has %d"
              .formatted(bench.text(), bench.textChunks()));
    }
    if (shape.chunks() > bench.textChunks()) {
      throw new UserException(
          "the loop needs %d chunks, %s has %d: ask for fewer or smaller corpora"
              .formatted(shape.chunks(), bench.text(), bench.textChunks()));
    }
    double promised = shape.corpora() == LoopShape.USUAL_CORPORA ? 0.8 : Double.NaN;
    return new Contest("loop of " + shape.corpora() + " corpora", promised, ourLoop(), theirLoop());
  }

  private List<String> ourLoop() {
    Path database = file("loop/quantloop.db");
    LoopShape shape = bench.loop();
    long start = (long) shape.firstChunks() * bench.contextSize();
    long most = (long) shape.largestChunks() * bench.contextSize();
    return List.of(
        line("rm", "-rf", file("loop")),
        ours(
            "new",
            List.of("bench", "--db", database, "-m", bench.model()),
            List.of("--source", "text=" + bench.text()),
            List.of("--quants", String.join(",", bench.quants())),
            List.of("--eval-chunks", shape.evaluationChunks(), "--start", start, "--growth", 2),
            List.of("--max", most, requantize)),
        line(
            List.of(bench.program(), "run", "bench", "--db", database),
            List.of("--iterations", shape.corpora(), bench.nativeFlags())));
  }

  private List<String> theirLoop() {
    int evaluated = bench.loop().evaluationChunks();
    List<String> lines = new ArrayList<>(peerQuants("plain"));
    lines.addAll(peerDivergence(evaluated, quantFiles("plain")));
    for (int corpus = 0; corpus < bench.loop().corpora(); corpus++) {
      Path imatrix = file("theirs-" + corpus + ".imatrix");
      int chunks = bench.loop().firstChunks() << corpus;
      lines.add(
          line(
              List.of(bench.peer().resolve(BenchSettings.IMATRIX), onText, "--no-ppl"),
              List.of("--from-chunk", evaluated, "--chunks", chunks, decoding, "-o", imatrix)));
      lines.addAll(peerQuants("corpus-" + corpus, "--imatrix", imatrix));
      lines.addAll(peerScores(quantFiles("corpus-" + corpus)));
    }
    return lines;
  }

  private List<String> peerQuants(String prefix, Object... flags) {
    return bench.quants().stream()
        .map(type -> peerQuantize(type, quantFile(prefix, type), flags))
        .toList();
  }

  private List<Path> quantFiles(String prefix) {
    return bench.quants().stream().map(type -> quantFile(prefix, type)).toList();
  }

  private Path quantFile(String prefix, String type) {
    return file(prefix + "-" + type + ".gguf");
  }

  /** The baseline's pass to a file, and a pass of each candidate against it. */
  private List<String> peerDivergence(int chunks, List<Path> candidates) {
    List<String> lines = new ArrayList<>();
    lines.add(peerPerplexity(onText, "--chunks", chunks));
    lines.addAll(peerScores(candidates));
    return lines;
  }

  private List<String> peerScores(List<Path> candidates) {
    return candidates.stream()
        .map(candidate -> peerPerplexity("-m", candidate) + " --kl-divergence")
        .toList();
  }

  private String peerPerplexity(Object... flags) {
    return line(
        bench.peer().resolve(BenchSettings.PERPLEXITY),
        List.of(flags),
        decoding,
        List.of("--kl-divergence-base", file("theirs.kld")));
  }

  private String peerImatrix(Path output) {
    return line(
        List.of(bench.peer().resolve(BenchSettings.IMATRIX), onText, "--chunks", bench.chunks()),
        List.of("--no-ppl", decoding, "-o", output));
  }

  private String peerQuantize(String type, Path output, Object... flags) {
    return line(
        List.of(bench.peer().resolve(BenchSettings.QUANTIZE), requantize, List.of(flags)),
        List.of(bench.model(), output, type, bench.threads()));
  }

  private String ours(String command, Object... words) {
    return line(bench.program(), command, bench.nativeFlags(), decoding, List.of(words));
  }

  /** A line of a shell script; lists among the words stand for their elements. */
  private static String line(Object... words) {
    return ShellWords.quoted(words(List.of(words)).map(Object::toString).toList());
  }

  private static Stream<?> words(List<?> words) {
    return words.stream()
        .flatMap(word -> word instanceof List<?> several ? words(several) : Stream.of(word));
  }

  private Path file(String name) {
    return bench.directory().resolve(name);
  }
}
