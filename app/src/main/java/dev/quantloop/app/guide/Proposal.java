package dev.quantloop.app.guide;

import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.setting.SettingValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Something to do, as what does it is asked for it. */
public sealed interface Proposal {
  record Watch(String experiment) implements Proposal {}

  /**
   * The loop of an experiment.
   *
   * @param iterations empty for as many as there are until the plateau
   */
  record Loop(String experiment, OptionalInt iterations, RunOptions options) implements Proposal {}

  /**
   * An iteration by hand.
   *
   * @param sources empty for all
   * @param quantTypes empty for the experiment's
   * @param options of its run
   */
  record Iterate(
      String experiment,
      long tokens,
      List<String> sources,
      List<String> quantTypes,
      RunOptions options)
      implements Proposal {
    public Iterate {
      sources = List.copyOf(sources);
      quantTypes = List.copyOf(quantTypes);
    }
  }

  /**
   * Types for the tensors, as a step of an experiment.
   *
   * @param like the quant type whose file is to be as large
   * @param library flags that name a libllama; empty for the usual one
   */
  record Allocate(String experiment, String like, List<String> library) implements Proposal {
    public Allocate {
      library = List.copyOf(library);
    }
  }

  /**
   * A new experiment.
   *
   * @param library flags that name a libllama; empty for the usual one
   */
  record Create(ExperimentSpec experiment, List<String> library) implements Proposal {
    public Create {
      library = List.copyOf(library);
    }
  }

  /**
   * A quantized file.
   *
   * @param settings of {@link dev.quantloop.app.setting.Setting#QUANTIZE}
   */
  record Quantize(
      Path model, Optional<Path> imatrix, Path output, String quantType, SettingValues settings)
      implements Proposal {}
}
