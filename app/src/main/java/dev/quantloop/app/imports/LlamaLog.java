package dev.quantloop.app.imports;

import dev.quantloop.tracker.stats.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What llama-perplexity, llama-imatrix and llama-quantize print, of one run or of several after one
 * another. Figures are known by their labels, which outlived several layouts: since 2024 {@code
 * Mean KLD: 0.05 ± 0.003}, before {@code Average: 0.05± 0.003}.
 */
final class LlamaLog {
  private static final Pattern LINE_PREFIX =
      Pattern.compile("^(\\x1B\\[[0-9;]*m)*(\\d+\\.\\d+\\.\\d+\\.\\d+ [A-Z] )?");
  private static final Pattern PASS =
      Pattern.compile(
          "(perplexity|kl_divergence|compute_imatrix): (?:calculating perplexity|computing) over (\\d+)"
              + " chunks(?:.*n_ctx=(\\d+))?.*");
  private static final Pattern QUANTIZING =
      Pattern.compile(".*quantizing '.*' to '(.*)' as (\\S+).*");
  private static final Pattern MODEL = Pattern.compile(".*loaded meta data .* from (.+?) \\(.*");
  private static final Pattern SIZE =
      Pattern.compile(
          ".*(?:(quant) size|(?:print_info|llm_load_print_meta): (?:file|model) size)\\s*=\\s*([\\d.]+)"
              + " ([KMG])i?B(?: \\(([\\d.]+) BPW\\))?.*");
  private static final Pattern FIGURE =
      Pattern.compile("([^:]*?)\\s*:\\s*(\\S+?)\\s*(?:(?:±|\\+/-)\\s*(\\S+))?\\s*(%?)");
  private static final Pattern FINAL =
      Pattern.compile("Final estimate: PPL(?: over .*?)? = (\\S+) \\+/- (\\S+)");

  private static final Map<String, Figure> LABELS = labels();

  private final TextLines text;
  private final List<Found> results = new ArrayList<>();
  private Found current;
  private String kind = "";
  private int last;

  private LlamaLog(TextLines text) {
    this.text = text;
  }

  private static Map<String, Figure> labels() {
    Map<String, Figure> labels = new LinkedHashMap<>();
    labels.put("mean ppl(q)", Figure.PPL);
    labels.put("mean ppl(base)", Figure.PPL_BASE);
    labels.put("mean ln(ppl(q)/ppl(base))", Figure.LN_PPL_RATIO);
    labels.put("mean kld", Figure.MEAN);
    labels.put("average", Figure.MEAN);
    labels.put("maximum kld", Figure.KLD_MAX);
    labels.put("maximum", Figure.KLD_MAX);
    labels.put("99.9% kld", Figure.KLD_99_9);
    labels.put("99.0% kld", Figure.KLD_99);
    labels.put("kld_99", Figure.KLD_99);
    labels.put("95.0% kld", Figure.KLD_95);
    labels.put("kld_95", Figure.KLD_95);
    labels.put("90.0% kld", Figure.KLD_90);
    labels.put("kld_90", Figure.KLD_90);
    labels.put("median kld", Figure.MEDIAN);
    labels.put("median", Figure.MEDIAN);
    labels.put("minimum kld", Figure.KLD_MIN);
    labels.put("minimum", Figure.KLD_MIN);
    labels.put("mean δp", Figure.DELTA_P_MEAN);
    labels.put("rms δp", Figure.DELTA_P_RMS);
    labels.put("same top p", Figure.SAME_TOP);
    return labels;
  }

  /** Whether one of the programs has written it. */
  static boolean recognizes(TextLines text) {
    return text.lines().stream()
        .map(LlamaLog::plain)
        .anyMatch(
            line ->
                line.startsWith("====== KL divergence statistics")
                    || line.startsWith("===== KL-divergence statistics")
                    || PASS.matcher(line).matches()
                    || QUANTIZING.matcher(line).matches());
  }

  /** In the order of the log. */
  static List<Found> read(TextLines text) {
    LlamaLog log = new LlamaLog(text);
    for (String line : text.lines()) {
      log.last++;
      log.take(plain(line));
    }
    log.finish();
    return log.results;
  }

  private static String plain(String line) {
    return LINE_PREFIX.matcher(line).replaceFirst("").strip().replace('\u2206', 'Δ');
  }

  private void take(String line) {
    Matcher pass = PASS.matcher(line);
    Matcher quantizing = QUANTIZING.matcher(line);
    Matcher model = MODEL.matcher(line);
    Matcher size = SIZE.matcher(line);
    if (pass.matches()) {
      begin(pass.group(1));
      current.chunks = OptionalInt.of(whole(pass.group(2)));
      current.nCtx =
          pass.group(3) == null ? OptionalInt.empty() : OptionalInt.of(whole(pass.group(3)));
    } else if (quantizing.matches()) {
      begin("quantize");
      current.label = fileName(quantizing.group(1));
      current.quantType = Optional.of(quantizing.group(2));
    } else if (model.matches() && !kind.equals("quantize")) {
      begin("");
      current.label = fileName(model.group(1));
    } else if (size.matches() && (size.group(1) != null || !kind.equals("quantize"))) {
      begin(kind);
      current.bytes = OptionalLong.of(bytes(number(size.group(2)), size.group(3)));
      current.bitsPerWeight =
          size.group(4) == null ? OptionalDouble.empty() : OptionalDouble.of(number(size.group(4)));
    } else if (!kind.equals("quantize")) {
      takeFigure(line);
    }
  }

  /** What is said of a model before a pass belongs to the pass. */
  private void begin(String next) {
    boolean goesOn =
        current != null && (kind.isEmpty() || kind.equals(next) && "quantize".equals(next));
    if (!goesOn) {
      finish();
      current = new Found(last, text.title());
    }
    kind = next;
  }

  private void takeFigure(String line) {
    Matcher end = FINAL.matcher(line);
    if (end.matches()) {
      begin(kind, Figure.PPL);
      current.put(Figure.PPL, number(end.group(1)), number(end.group(2)));
      return;
    }
    Matcher figure = FIGURE.matcher(line);
    Figure known = figure.matches() ? LABELS.get(label(figure.group(1))) : null;
    if (known != null) {
      boolean percent = !figure.group(4).isEmpty() || figure.group(2).endsWith("%");
      double unit = percent ? 0.01 : 1;
      double value = number(figure.group(2).replace("%", "")) * unit;
      // builds of 2024 print the 99th percentile twice
      if (current == null || current.value(known) != value) {
        begin("kl_divergence", known);
        current.put(
            known, value, figure.group(3) == null ? Double.NaN : number(figure.group(3)) * unit);
      }
    }
  }

  /** A figure that is there already is of the next run of a log without its beginning. */
  private void begin(String next, Figure figure) {
    if (current == null || current.figures.containsKey(figure)) {
      finish();
      current = new Found(last, text.title());
    }
    kind = kind.isEmpty() ? next : kind;
  }

  private static String label(String text) {
    return text.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
  }

  private void finish() {
    if (current != null && !kind.isEmpty()) {
      requireComplete();
      results.add(current);
    }
    current = null;
    kind = "";
  }

  private void requireComplete() {
    boolean complete =
        switch (kind) {
          case "kl_divergence" ->
              current
                      .figures
                      .keySet()
                      .containsAll(List.of(Figure.MEAN, Figure.MEDIAN, Figure.KLD_MIN))
                  && current.figures.containsKey(Figure.PPL)
                      == current.figures.containsKey(Figure.SAME_TOP);
          case "quantize" -> current.bytes.isPresent();
          default -> current.figures.containsKey(Figure.PPL);
        };
    if (!complete) {
      throw text.refused(
          last,
          "the log of %s that begins in line %d ends before its result: it was cut short, or is of a version that prints other labels"
              .formatted(kind.equals("kl_divergence") ? "--kl-divergence" : kind, current.line));
    }
    if (kind.equals("compute_imatrix")) {
      current.note = Optional.of("of the model that the imatrix was made with");
    }
  }

  private static String fileName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  private static long bytes(double amount, String unit) {
    return Math.round(amount * (1L << 10 * (1 + "KMG".indexOf(unit))));
  }

  private int whole(String digits) {
    double value = number(digits);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw text.refused(last, digits + " is out of range");
    }
    return (int) value;
  }

  private double number(String word) {
    try {
      double value = Double.parseDouble(word);
      if (Double.isFinite(value) && !word.matches(".*[a-dA-Df-zF-Z].*")) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw text.refused(last, "'%s' is no number".formatted(word));
  }
}
