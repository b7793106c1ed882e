package dev.quantloop.app.guide;

import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.PlateauWords;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.guide.Suggestion.Kind;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.NextnLayers;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.view.RankingRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What there is to take home: the best imatrix of a type, and the command that uses it. */
final class FinalQuants {
  /** Of so many types at most: the other suggestions need room too. */
  private static final int MOST = 2;

  private FinalQuants() {}

  static List<Suggestion> all(Evidence evidence) {
    return evidence.trends().stream()
        .limit(MOST)
        .map(trend -> suggestion(evidence, trend, "Stop here"))
        .toList();
  }

  /** Before the plateau: what is the best so far. */
  static Optional<Suggestion> focus(Evidence evidence) {
    return Optional.of(suggestion(evidence, evidence.focus(), "Settle for what there is"));
  }

  private static Suggestion suggestion(Evidence evidence, Trend trend, String lead) {
    RankingRow best = trend.recommended();
    return new Suggestion(
        Kind.STOP_HERE,
        "%s: quantize %s %s"
            .formatted(
                lead,
                trend.quantType(),
                best.corpusTokens() == 0
                    ? "without imatrix"
                    : "with the imatrix of iteration " + best.iteration()),
        reason(evidence, trend),
        evidence.speeds().cost(0, 0, List.of(trend.quantType()), 0, false),
        proposal(evidence, best),
        imatrix(evidence, best).map(FinalQuants::isThere).orElse(true));
  }

  private static String reason(Evidence evidence, Trend trend) {
    RankingRow best = trend.recommended();
    String text =
        evidence.plateaued()
            ? "Plateau: %s. "
                .formatted(
                    PlateauWords.of(
                        evidence.settings().plateauK(), "any type", Words.threshold(evidence)))
            : "";
    text +=
        best.equals(trend.best())
            ? "For %s %s is the best".formatted(trend.quantType(), Words.iteration(best))
            : "For %s %s is %s; the best file is that of iteration %d"
                .formatted(
                    trend.quantType(),
                    Words.iteration(best),
                    best.whyRecommended(trend.best()),
                    trend.best().iteration());
    if (best.equals(trend.best()) && best.corpusTokens() > 0 && trend.gain().isPresent()) {
      text += ", %s below no imatrix".formatted(Numbers.percent(trend.gain().getAsDouble(), 1));
    }
    Optional<Imatrix> imatrix = imatrix(evidence, best);
    text += "." + imatrix.map(FinalQuants::named).orElse("");
    return text
        + kept(evidence, best)
            .map(file -> (imatrix.isPresent() ? "." : "") + " The file that was evaluated: " + file)
            .orElse("");
  }

  private static boolean isThere(Imatrix imatrix) {
    return CommittedFile.isThere(imatrix.file(), imatrix.bytes());
  }

  private static String named(Imatrix imatrix) {
    if (isThere(imatrix)) {
      return " Its imatrix: " + imatrix.file();
    }
    String what = Files.exists(imatrix.file()) ? "another file than was recorded" : "gone";
    return " Its imatrix is %s; put it back, or let 'quantloop ledger verify --mend' write it again: %s"
        .formatted(what, imatrix.file());
  }

  private static Proposal proposal(Evidence evidence, RankingRow best) {
    Path model = evidence.model().path();
    return new Proposal.Quantize(
        model,
        imatrix(evidence, best).map(Imatrix::file),
        Path.of(BaselineFile.nameWithoutType(model) + "-" + best.quantType() + ".gguf"),
        best.quantType(),
        settings(evidence, QuantType.parse(best.quantType())));
  }

  /** Also what is the usual one now but was not when the experiment was made. */
  private static SettingValues settings(Evidence evidence, QuantType type) {
    SettingValues recorded = SettingValues.of(evidence.settings()).brief().only(Setting.QUANTIZE);
    if (!type.quantizes()) {
      return recorded.without(Setting.WITHOUT_EFFECT_UNQUANTIZED);
    }
    return recorded.find(Setting.NEXTN_TYPE).isEmpty() && hasNextnLayers(evidence.model().path())
        ? recorded.with(Setting.NEXTN_TYPE, SettingValues.MIX)
        : recorded;
  }

  private static boolean hasNextnLayers(Path model) {
    try {
      return !NextnLayers.of(GgufFile.read(model)).isEmpty();
    } catch (LlamaException e) {
      return false;
    }
  }

  private static Optional<Imatrix> imatrix(Evidence evidence, RankingRow row) {
    return Optional.ofNullable(evidence.imatrices().get(row.iteration()));
  }

  private static Optional<Path> kept(Evidence evidence, RankingRow row) {
    return evidence.quants().stream()
        .filter(quant -> quant.id().equals(row.quant()) && quant.fileRemovedAt().isEmpty())
        .filter(quant -> CommittedFile.isThere(quant.file(), quant.bytes()))
        .map(Quant::file)
        .findFirst();
  }
}
