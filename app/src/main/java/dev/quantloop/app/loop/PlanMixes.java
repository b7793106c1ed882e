package dev.quantloop.app.loop;

import dev.quantloop.app.mix.MixShares;
import dev.quantloop.app.mix.MixStanding;
import dev.quantloop.app.mix.MixText;
import dev.quantloop.app.mix.MixTrial;
import dev.quantloop.app.mix.SimplexSearch;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.IterationKind;
import dev.quantloop.tracker.record.Mix;
import dev.quantloop.tracker.record.NewIteration;
import dev.quantloop.tracker.record.RecipePart;
import dev.quantloop.tracker.record.ReplicateDraw;
import dev.quantloop.tracker.service.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Decides which mix of an experiment's sources is evaluated next. */
record PlanMixes(Tracker tracker, Experiment experiment) {
  /** Empty where no more is to be evaluated, and in experiments that mix nothing. */
  Optional<NewIteration> next() {
    return mix()
        .flatMap(
            mix -> {
              MixStanding standing = MixStanding.of(tracker, mix);
              if (isSearch(mix)) {
                return shares(standing)
                    .map(shares -> iteration(standing, nextNumber(), 0, shares, 0));
              }
              return isSearched(standing) ? finalist(standing) : Optional.empty();
            });
  }

  /** That there is none, in a line; empty in experiments that mix nothing. */
  Optional<String> end() {
    return mix()
        .map(
            mix ->
                isSearch(mix)
                    ? tracker.iterations().list(experiment.id()).size() + " mixes are evaluated"
                    : isSearched(MixStanding.of(tracker, mix))
                        ? "the finalists are evaluated"
                        : "the search is to end first: run it, or the same mix again");
  }

  Optional<Mix> mix() {
    return tracker.mixes().find(experiment.id());
  }

  private boolean isSearch(Mix mix) {
    return mix.experiment().equals(experiment.id());
  }

  private boolean isSearched(MixStanding standing) {
    return standing.trials().stream().allMatch(trial -> trial.value().isPresent())
        && shares(standing).isEmpty();
  }

  /** Equal weights, each source by itself, and what is asked for or searched. */
  private Optional<MixShares> shares(MixStanding standing) {
    int sources = standing.text().names().size();
    List<MixShares> first = new ArrayList<>(List.of(MixShares.equal(sources)));
    IntStream.range(0, sources).forEach(i -> first.add(MixShares.only(i, sources)));
    boolean given = standing.mix().weights().isPresent();
    if (given) {
      first.add(standing.chosen().orElseThrow());
    }
    Optional<MixShares> untried =
        first.stream().filter(shares -> standing.trial(shares).isEmpty()).findFirst();
    boolean ends = given || standing.trials().size() >= standing.mix().tries();
    return untried.isPresent() || ends
        ? untried
        : SimplexSearch.next(
            sources,
            shares -> standing.trial(shares).map(MixTrial::value).orElse(OptionalDouble.empty()));
  }

  /** Each finalist, then each with a second text, and so on. */
  private Optional<NewIteration> finalist(MixStanding standing) {
    List<MixShares> finalists = finalists(standing);
    for (int i = 0; i < finalists.size(); i++) {
      MixShares shares = finalists.get(i);
      if (standing.finalist(shares).isEmpty()) {
        int number = i < Mix.SINGLE_SOURCE ? i + 1 : nextNumber();
        return Optional.of(iteration(standing, number, 0, shares, 1));
      }
    }
    for (int replicate = 1; replicate < standing.mix().texts() - 1; replicate++) {
      for (MixShares shares : finalists) {
        Iteration of = standing.finalist(shares).orElseThrow().iteration();
        int wanted = replicate;
        if (tracker.iterations().replicates(of.id()).stream()
            .noneMatch(one -> one.replicate() == wanted)) {
          return Optional.of(iteration(standing, of.number(), replicate, shares, 1 + replicate));
        }
      }
    }
    return Optional.empty();
  }

  private static List<MixShares> finalists(MixStanding standing) {
    List<MixShares> finalists = new ArrayList<>();
    finalists.add(MixShares.equal(standing.text().names().size()));
    standing.bestSingle().map(MixTrial::shares).ifPresent(finalists::add);
    standing
        .chosen()
        .filter(chosen -> finalists.stream().noneMatch(chosen::isSameAs))
        .ifPresent(finalists::add);
    return finalists;
  }

  private NewIteration iteration(
      MixStanding standing, int number, int replicate, MixShares shares, int text) {
    MixText own = MixText.of(tracker, experiment, standing.mix());
    List<RecipePart> recipe = own.recipe(shares, text);
    int chunks = recipe.stream().mapToInt(RecipePart::chunks).sum();
    return new NewIteration(
        experiment.id(),
        number,
        replicate,
        IterationKind.BY_HAND,
        (long) chunks * experiment.settings().nCtx(),
        own.pool().sha256(recipe),
        replicate == 0 ? Optional.empty() : Optional.of(ReplicateDraw.DISJOINT),
        Optional.of(shares.label(standing.text().names())),
        recipe,
        List.of(standing.mix().quantType()));
  }

  private int nextNumber() {
    return Math.max(1, tracker.iterations().nextNumber(experiment.id()));
  }
}
