package dev.quantloop.app.tune;

import dev.quantloop.llama.DecodeSettings;
import java.util.List;
import java.util.Optional;

/**
 * What a search has found.
 *
 * @param standings the winner first, then by tokens a second; what failed comes last
 * @param trials that were made
 */
public record TuneResult(List<Standing> standings, Noise noise, int trials) {
  public TuneResult {
    standings = List.copyOf(standings);
  }

  /** Empty where nothing could be measured. */
  public Optional<Standing> fastest() {
    return standings.stream().limit(1).filter(Standing::hasRate).findFirst();
  }

  public Optional<Standing> of(DecodeSettings settings) {
    return standings.stream().filter(one -> one.settings().equals(settings)).findFirst();
  }

  /** Ends of the 95 % interval, in tokens a second. */
  public double low(Standing standing) {
    return Math.exp(noise.low(standing));
  }

  public double high(Standing standing) {
    return Math.exp(noise.high(standing));
  }

  /** Half of the 95 % interval as a share of the rate. */
  public double error(Standing standing) {
    return Math.expm1(noise.error(standing.count()));
  }
}
