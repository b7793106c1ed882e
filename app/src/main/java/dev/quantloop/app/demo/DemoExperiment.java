package dev.quantloop.app.demo;

import dev.quantloop.app.experiment.ExperimentDraft;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.service.Tracker;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The experiment that anyone can run within minutes: embedded model, embedded texts. */
public final class DemoExperiment {
  public static final String NAME = "demo";

  private static final int CONTEXT_SIZE = 512;
  private static final int EVALUATION_CHUNKS = 9;
  private static final int POOL_CHUNKS_OF_A_SOURCE = 18;
  private static final long START_TOKENS = 4 * CONTEXT_SIZE;

  /** Four corpora from the first to the whole pool: three minutes are soon over. */
  private static final double GROWTH = 3.0;

  /** Each takes 7 s of two cores, for each of the four corpora. */
  private static final int REPLICATES = 2;

  private DemoExperiment() {}

  /**
   * @param model the unpacked demo model
   * @param machine settings that have to do with the machine alone
   */
  public static ExperimentDraft draft(String name, Path model, SettingValues machine) {
    DecodeSettings decode = DecodeSettings.ofContext(CONTEXT_SIZE, machine.decode().threads());
    return new ExperimentDraft(
        name,
        model,
        DemoTexts.sources(),
        settings().with(decode).with(Setting.LAYERS, machine.get(Setting.LAYERS)));
  }

  /** What makes it take minutes. */
  public static SettingValues settings() {
    int sources = DemoTexts.sources().size();
    return SettingValues.NONE
        .with(Setting.QUANTS, List.of(QuantType.Q4_K_M, QuantType.Q2_K))
        .with(Setting.CHUNKS, EVALUATION_CHUNKS)
        // Its texts are of one author and about one thing, and too few to do without any.
        .with(Setting.KEEP_OVERLAP, true)
        .with(Setting.START, START_TOKENS)
        .with(Setting.GROWTH, GROWTH)
        .with(Setting.REPLICATES, REPLICATES)
        .with(Setting.MAX, (long) sources * POOL_CHUNKS_OF_A_SOURCE * CONTEXT_SIZE);
  }

  /** The English text, on its own. */
  public static String prose() {
    return DemoTexts.documents().get("prose").stream()
        .map(DemoFiles::text)
        .collect(Collectors.joining("\n"));
  }

  /** {@code demo}, or the first of demo-2, demo-3 … that is free. */
  public static String freshName(Tracker tracker) {
    return names().dropWhile(name -> exists(tracker, name)).findFirst().orElseThrow();
  }

  /** The latest of demo, demo-2, demo-3 … that exists; {@code demo} where none does. */
  public static String latestName(Tracker tracker) {
    return names().takeWhile(name -> exists(tracker, name)).reduce(NAME, (a, b) -> b);
  }

  private static Stream<String> names() {
    return IntStream.iterate(1, n -> n + 1).mapToObj(n -> n == 1 ? NAME : NAME + "-" + n);
  }

  private static boolean exists(Tracker tracker, String name) {
    return tracker.experiments().find(name).isPresent();
  }
}
