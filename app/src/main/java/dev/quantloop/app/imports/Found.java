package dev.quantloop.app.imports;

import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.stats.CompositeScore;
import dev.quantloop.tracker.stats.Estimate;
import dev.quantloop.tracker.stats.Figure;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A result that is being read from a file; what the file does not say stays empty. */
final class Found {
  private static final Pattern TYPE =
      Pattern.compile(
          "(?i)(?<![a-z0-9])(IQ\\d_[A-Z]+|T?Q\\d_[01]|Q\\d_K(_[A-Z]+)?|MXFP4(_MOE)?|NVFP4|BF16|F16|F32)"
              + "(?![a-z0-9])");

  final int line;
  String label;
  Optional<String> quantType = Optional.empty();
  Optional<String> tensors = Optional.empty();
  OptionalLong bytes = OptionalLong.empty();
  OptionalDouble bitsPerWeight = OptionalDouble.empty();
  OptionalInt nCtx = OptionalInt.empty();
  OptionalInt chunks = OptionalInt.empty();
  Optional<String> note = Optional.empty();
  final Map<Figure, Estimate> figures = new EnumMap<>(Figure.class);

  /**
   * @param label the quant, as the file calls it
   */
  Found(int line, String label) {
    this.line = line;
    this.label = label;
  }

  void put(Figure figure, double value, double error) {
    figures.put(figure, new Estimate(value, error));
  }

  /** The quant type that a name holds, such as Q4_K_M. */
  static Optional<String> typeIn(String name) {
    Matcher type = TYPE.matcher(name);
    return type.find() ? Optional.of(type.group(1).toUpperCase()) : Optional.empty();
  }

  /** With the composite where the file states all that it is made of. */
  ImportedResult result(String file, String sha256, String format) {
    if (figures.keySet().containsAll(CompositeScore.PARTS)) {
      double composite =
          CompositeScore.of(
              value(Figure.MEDIAN),
              value(Figure.KLD_90),
              value(Figure.KLD_95),
              value(Figure.KLD_99));
      put(Figure.COMPOSITE, composite, Double.NaN);
    }
    return new ImportedResult(
        file,
        sha256,
        line,
        format,
        label,
        quantType.or(() -> typeIn(label)),
        tensors,
        bytes,
        bitsPerWeight,
        nCtx,
        chunks,
        note,
        Map.copyOf(figures));
  }

  /** NaN where it is not known. */
  double value(Figure figure) {
    return figures.containsKey(figure) ? figures.get(figure).value() : Double.NaN;
  }
}
