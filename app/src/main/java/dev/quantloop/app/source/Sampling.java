package dev.quantloop.app.source;

import java.util.OptionalLong;

/**
 * Which documents are wanted of a source that knows more of them.
 *
 * @param language as its source names it; "" for no particular one
 * @param samples how many documents; empty for all
 * @param skip how many documents to leave out at the beginning
 */
public record Sampling(String language, OptionalLong samples, long skip) {
  public static final Sampling ALL = new Sampling("", OptionalLong.empty(), 0);

  /** As the options of a source say. */
  public static Sampling of(SourceSpec spec) {
    return new Sampling(
        spec.option(SourceOption.LANGS).orElse(""),
        spec.option(SourceOption.SAMPLES).stream().mapToLong(Long::parseLong).findAny(),
        spec.number(SourceOption.SKIP, 0));
  }

  /** Whether so many documents are enough. */
  public boolean isMet(long documents) {
    return samples.isPresent() && documents >= samples.getAsLong();
  }
}
