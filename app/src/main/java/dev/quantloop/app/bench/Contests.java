package dev.quantloop.app.bench;

import dev.quantloop.app.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The contests: the same work as a command of ours and as llama.cpp's tools do it. */
final class Contests {
  private final BenchSettings bench;

  Contests(BenchSettings bench) {
    this.bench = bench;
  }

  /** Makes the files that the contests start from; run once, not timed. */
  List<ShellLine> preparation() {
    return List.of(
        peerImatrix().with("-o", file("given.imatrix")),
        peerQuantize("--imatrix", file("given.imatrix"))
            .with(bench.model(), file("given.gguf"), bench.lastQuant(), bench.threads()));
  }

  Contest imatrix() {
    return new Contest(
        "imatrix",
        1.05,
        List.of(ourImatrix().with("-o", file("ours.imatrix"))),
        List.of(peerImatrix().with("-o", file("theirs.imatrix"))));
  }

  Contest quantize() {
    Path imatrix = file("given.imatrix");
    return new Contest(
        "quantize " + bench.lastQuant(),
        Double.NaN,
        List.of(
            ourQuantize("--imatrix", imatrix)
                .with(bench.model(), file("ours.gguf"), bench.lastQuant(), bench.threads())),
        List.of(
            peerQuantize("--imatrix", imatrix)
                .with(bench.model(), file("theirs.gguf"), bench.lastQuant(), bench.threads())));
  }

  Contest divergence() {
    return new Contest(
        "KLD",
        1.0,
        List.of(
            ours("kld")
                .with("--base-model", bench.model(), "-m", file("given.gguf"))
                .with("-f", bench.text(), "--chunks", bench.chunks())),
        peerDivergence(bench.chunks(), List.of(file("given.gguf"))));
  }

  /** Iteration 0 and growing corpora, each quantized and evaluated. */
  Contest loop() {
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

  private List<ShellLine> ourLoop() {
    Path database = file("loop/quantloop.db");
    LoopShape shape = bench.loop();
    long start = (long) shape.firstChunks() * bench.contextSize();
    ShellLine create =
        ours("new")
            .with("bench", "--db", database, "-m", bench.model())
            .with("--source", "text=" + bench.text(), "--quants", String.join(",", bench.quants()))
            .with("--eval-chunks", shape.evaluationChunks(), "--start", start, "--growth", 2)
            .with("--max", (long) shape.largestChunks() * bench.contextSize());
    return List.of(
        new ShellLine().with("rm", "-rf", file("loop")),
        bench.requantize() ? create.with("--allow-requantize") : create,
        ShellLine.of(bench.program())
            .with("run", "bench", "--db", database, "--iterations", shape.corpora())
            .with(bench.nativeFlags().toArray()));
  }

  private List<ShellLine> theirLoop() {
    int evaluated = bench.loop().evaluationChunks();
    List<ShellLine> lines = new ArrayList<>();
    lines.addAll(peerQuants("plain"));
    lines.addAll(peerDivergence(evaluated, quantFiles("plain")));
    for (int corpus = 0; corpus < bench.loop().corpora(); corpus++) {
      Path imatrix = file("theirs-" + corpus + ".imatrix");
      lines.add(
          peer(PeerTools.IMATRIX)
              .with("-m", bench.model(), "-f", bench.text(), "--no-ppl")
              .with("--from-chunk", evaluated, "--chunks", bench.loop().firstChunks() << corpus)
              .with(decoding())
              .with("-o", imatrix));
      lines.addAll(peerQuants("corpus-" + corpus, "--imatrix", imatrix));
      lines.addAll(peerScores(quantFiles("corpus-" + corpus)));
    }
    return lines;
  }

  private List<ShellLine> peerQuants(String prefix, Object... flags) {
    List<ShellLine> lines = new ArrayList<>();
    for (int i = 0; i < bench.quants().size(); i++) {
      lines.add(
          peerQuantize(flags)
              .with(bench.model(), quantFiles(prefix).get(i))
              .with(bench.quants().get(i), bench.threads()));
    }
    return lines;
  }

  private List<Path> quantFiles(String prefix) {
    return bench.quants().stream().map(type -> file(prefix + "-" + type + ".gguf")).toList();
  }

  /** The baseline's pass to a file, and a pass of each candidate against it. */
  private List<ShellLine> peerDivergence(int chunks, List<Path> candidates) {
    List<ShellLine> lines = new ArrayList<>();
    lines.add(
        peer(PeerTools.PERPLEXITY)
            .with("-m", bench.model(), "-f", bench.text(), "--chunks", chunks)
            .with(decoding())
            .with("--kl-divergence-base", file("theirs.kld")));
    lines.addAll(peerScores(candidates));
    return lines;
  }

  private List<ShellLine> peerScores(List<Path> candidates) {
    return candidates.stream()
        .map(
            candidate ->
                peer(PeerTools.PERPLEXITY)
                    .with("-m", candidate)
                    .with(decoding())
                    .with("--kl-divergence-base", file("theirs.kld"), "--kl-divergence"))
        .toList();
  }

  private ShellLine ourImatrix() {
    return ours("imatrix")
        .with("-m", bench.model(), "-f", bench.text(), "--chunks", bench.chunks());
  }

  private ShellLine peerImatrix() {
    return peer(PeerTools.IMATRIX)
        .with("-m", bench.model(), "-f", bench.text(), "--chunks", bench.chunks(), "--no-ppl")
        .with(decoding());
  }

  /** Flags that both sides know. */
  private Object[] decoding() {
    List<Object> flags = new ArrayList<>();
    flags.addAll(List.of("-c", bench.contextSize(), "-t", bench.threads()));
    flags.addAll(bench.batchFlags());
    return flags.toArray();
  }

  private ShellLine ourQuantize(Object... flags) {
    ShellLine line =
        ShellLine.of(bench.program()).with("quantize").with(bench.nativeFlags().toArray());
    return (bench.requantize() ? line.with("--allow-requantize") : line).with(flags);
  }

  private ShellLine peerQuantize(Object... flags) {
    ShellLine line = peer(PeerTools.QUANTIZE);
    return (bench.requantize() ? line.with("--allow-requantize") : line).with(flags);
  }

  private ShellLine ours(String command) {
    return ShellLine.of(bench.program())
        .with(command)
        .with(bench.nativeFlags().toArray())
        .with(decoding());
  }

  private ShellLine peer(String tool) {
    return new ShellLine().with(bench.peer().path(tool));
  }

  private Path file(String name) {
    return bench.directory().resolve(name);
  }
}
