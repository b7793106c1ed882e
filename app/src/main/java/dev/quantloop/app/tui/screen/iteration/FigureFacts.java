package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.experiment.KeptTensors;
import dev.quantloop.app.format.ConfidenceText;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.JudgementText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.PredictionText;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.stats.ConfidenceBucket;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.view.RankingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The figures of a quant over all texts together. */
final class FigureFacts {
  private FigureFacts() {}

  static List<Fact> of(IterationData data) {
    RankingRow row = data.row();
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.of("composite", composite(row)));
    data.scores()
        .heldOut()
        .ifPresent(score -> facts.add(Fact.of("held out", JudgementText.composite(score))));
    facts.add(Fact.of("rank", row.rank() + " of " + data.scores().siblings().size()));
    facts.add(Fact.of("verdict", verdict(row)));
    facts.add(Fact.of("rests on", JudgementText.basis(row.judgement())));
    PredictionText.of(data.scores().predictions(), row.quantType(), row.iteration())
        .ifPresent(text -> facts.add(Fact.of("predicted", text)));
    facts.add(Fact.of("corpus", corpus(row)));
    facts.add(Fact.of("chunks", recipe(data)));
    facts.add(Fact.of("size", Numbers.bytes(row.bytes())));
    facts.add(Fact.of("bits a weight", Numbers.fixed(row.bitsPerWeight(), 3)));
    if (data.fallbacks().share(row.quantType()) > 0) {
      facts.add(
          Fact.of(
              "other types",
              "%s of it, mostly %s"
                  .formatted(
                      data.fallbacks().percent(row.quantType()),
                      data.fallbacks().instead(row.quantType()))));
    }
    KeptTensors kept = data.fallbacks().kept(row.quantType());
    if (!kept.isEmpty()) {
      facts.add(Fact.of("as in the model", kept.names()));
    }
    for (Figure figure : FigureLists.DETAILS) {
      String text = FigureText.detailed(figure, row.statistics());
      String error = FigureText.detailed(Figure.MEAN_ERROR, row.statistics());
      facts.add(Fact.of(figure.longTitle(), figure == Figure.MEAN ? text + " ± " + error : text));
    }
    facts.add(Fact.heading(ConfidenceText.TITLE));
    data.scores().confidence().forEach(bucket -> facts.add(fact(bucket)));
    if (data.scores().confidence().isEmpty()) {
      facts.add(Fact.of("", ConfidenceText.MISSING));
    }
    return facts;
  }

  /** "12.3 % of tokens, mean 0.0123, KLD 99% 0.1234, same top 95.2 %". */
  private static Fact fact(ConfidenceBucket bucket) {
    List<String> figures =
        FigureText.titled(
            List.of(Figure.MEAN, Figure.KLD_99, Figure.SAME_TOP), bucket.statistics());
    return Fact.of(
        ConfidenceText.range(bucket),
        ConfidenceText.share(bucket) + " of tokens, " + String.join(", ", figures));
  }

  private static String composite(RankingRow row) {
    String composite = Numbers.score(row.composite());
    return row.compositeLow().isPresent() && row.compositeHigh().isPresent()
        ? "%s (%s to %s)"
            .formatted(
                composite,
                Numbers.score(row.compositeLow().getAsDouble()),
                Numbers.score(row.compositeHigh().getAsDouble()))
        : composite;
  }

  static String verdict(RankingRow row) {
    return JudgementText.sentence(row.judgement());
  }

  static String corpus(RankingRow row) {
    return row.corpusTokens() == 0 ? "none" : Numbers.tokens(row.corpusTokens());
  }

  /** "18 prose, 18 code × 2". */
  private static String recipe(IterationData data) {
    return data.iteration().recipe().isEmpty()
        ? "none"
        : data.iteration().recipe().stream()
            .map(part -> part.chunks() + " " + name(data, part) + weight(part))
            .collect(Collectors.joining(", "));
  }

  private static String name(IterationData data, RecipePart part) {
    return data.corpora().stream()
        .filter(corpus -> corpus.id().equals(part.corpus()))
        .map(corpus -> corpus.name())
        .findFirst()
        .orElse("?");
  }

  private static String weight(RecipePart part) {
    return part.weight() == 1 ? "" : " × " + Numbers.significant(part.weight(), 3);
  }
}
