package dev.quantloop.app.commandline;

import dev.quantloop.app.experiment.ExperimentSpec;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.guide.Proposal;
import dev.quantloop.app.loop.RunOptions;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.model.DeviceSplit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Requests as the words of a command line, without the program's name. */
public final class CommandWords {
  private CommandWords() {}

  /** A command line as it is typed in a shell, with the program's name. */
  public static String line(List<String> words) {
    return "quantloop " + ShellWords.quoted(words);
  }

  /** The same for a proposal, on the usual database. */
  public static String line(Proposal proposal) {
    return line(of(proposal));
  }

  /**
   * The command that does what is proposed.
   *
   * @param databaseFlags for commands that work on a database; empty for the usual one
   */
  public static List<String> of(Proposal proposal, List<String> databaseFlags) {
    List<String> words = new ArrayList<>(of(proposal));
    words.addAll(proposal instanceof Proposal.Quantize ? List.of() : databaseFlags);
    return words;
  }

  public static List<String> of(Proposal proposal) {
    if (proposal instanceof Proposal.Loop loop) {
      return of(loop);
    } else if (proposal instanceof Proposal.Iterate iterate) {
      return of(iterate);
    } else if (proposal instanceof Proposal.Create create) {
      List<String> words = of(create.experiment());
      words.addAll(create.library());
      return words;
    } else if (proposal instanceof Proposal.Quantize quantize) {
      return of(quantize);
    } else if (proposal instanceof Proposal.Allocate allocate) {
      List<String> words = new ArrayList<>(List.of("allocate", allocate.experiment()));
      words.addAll(List.of("--like", allocate.like()));
      words.addAll(allocate.library());
      return words;
    }
    return List.of("watch", ((Proposal.Watch) proposal).experiment());
  }

  private static List<String> of(Proposal.Loop loop) {
    List<String> words = new ArrayList<>(List.of("run", loop.experiment()));
    loop.iterations()
        .ifPresent(number -> words.addAll(List.of("--iterations", Integer.toString(number))));
    words.addAll(of(loop.options()));
    return words;
  }

  private static List<String> of(Proposal.Iterate iterate) {
    List<String> words = new ArrayList<>(List.of("iterate", iterate.experiment()));
    words.addAll(List.of("--tokens", Long.toString(iterate.tokens())));
    addList(words, "--sources", iterate.sources());
    addList(words, "--quants", iterate.quantTypes());
    words.addAll(of(iterate.options()));
    return words;
  }

  private static void addList(List<String> words, String flag, List<String> values) {
    if (!values.isEmpty()) {
      words.addAll(List.of(flag, String.join(",", values)));
    }
  }

  private static List<String> of(Proposal.Quantize quantize) {
    List<String> words = new ArrayList<>(List.of("quantize"));
    quantize.imatrix().map(Path::toString).ifPresent(f -> words.addAll(List.of("--imatrix", f)));
    words.addAll(of(quantize.settings()));
    words.add(quantize.model().toString());
    words.add(quantize.output().toString());
    words.add(quantize.quantType());
    return words;
  }

  private static List<String> of(RunOptions options) {
    List<String> words = new ArrayList<>();
    if (options.keepQuants()) {
      words.add("--keep-quants");
    }
    DeviceSplit split = options.split();
    if (split.mode() != DeviceSplit.DEFAULT.mode()) {
      words.addAll(List.of("-sm", split.mode().word()));
    }
    addList(words, "-ts", split.shares().stream().map(CommandWords::share).toList());
    if (split.mainGpu() != DeviceSplit.DEFAULT.mainGpu()) {
      words.addAll(List.of("-mg", Integer.toString(split.mainGpu())));
    }
    words.addAll(options.library());
    return words;
  }

  private static String share(float share) {
    return Float.toString(share).replaceFirst("\\.0$", "");
  }

  static List<String> of(ExperimentSpec spec) {
    List<String> words = new ArrayList<>(List.of("new", spec.name()));
    words.addAll(List.of("-m", spec.model().toString()));
    spec.sources().forEach(source -> words.addAll(List.of("--source", source.toString())));
    words.addAll(of(spec.settings()));
    return words;
  }

  /**
   * The command that builds one corpus of an experiment's sources.
   *
   * @param tokens as they are typed; empty for as many as there can be
   */
  public static List<String> corpus(ExperimentSpec spec, String tokens, Path output) {
    List<String> words = new ArrayList<>(List.of("corpus", "build", "-m", spec.model().toString()));
    spec.sources().forEach(source -> words.addAll(List.of("--source", source.toString())));
    words.addAll(of(spec.settings().only(List.of(Setting.CONTEXT, Setting.SEED))));
    if (!tokens.isEmpty()) {
      words.addAll(List.of("--tokens", tokens));
    }
    words.addAll(List.of("-o", output.toString()));
    return words;
  }

  /** The options that stand for settings. */
  public static List<String> of(SettingValues settings) {
    return Setting.all().stream()
        .flatMap(setting -> of(setting, settings).stream())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static <T> List<String> of(Setting<T> setting, SettingValues settings) {
    String text = settings.find(setting).map(setting::print).orElse("");
    if (text.isEmpty()) {
      return List.of();
    } else if (setting.isSwitch()) {
      return List.of(setting.flag());
    } else if (setting.isList()) {
      List<String> words = new ArrayList<>();
      for (String one : text.split(" ")) {
        words.addAll(List.of(setting.flag(), one));
      }
      return words;
    }
    return List.of(setting.flag(), text);
  }
}
