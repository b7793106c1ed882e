package dev.quantloop.app.tui.screen.commands;

import dev.quantloop.app.tui.dialog.TextField;
import dev.quantloop.app.tui.form.Completion;
import dev.quantloop.app.tui.screen.ProgramCommand;
import dev.quantloop.app.tui.screen.ProgramCommand.Flag;
import dev.quantloop.app.tui.text.WordCandidate;
import dev.quantloop.app.tui.text.WordChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What could stand at the cursor of a command line: flags, their values, experiments, files. Reads
 * directories, so it is nothing for the thread that draws.
 *
 * @param experiments their names
 * @param home for which a tilde stands
 */
record ArgumentCompletion(ProgramCommand command, List<String> experiments, Path home) {
  private static final String SLASH = "/";

  Optional<WordChoice> of(TextField field) {
    String before = field.text().substring(0, field.text().offsetByCodePoints(0, field.cursor()));
    ShellWords words = ShellWords.of(before);
    String word = words.last(before);
    int from = before.codePointCount(0, words.start());
    return WordChoice.of(field, from, candidates(previous(words, word), word));
  }

  private static String previous(ShellWords words, String word) {
    int last = words.words().size() - (word.isEmpty() ? 1 : 2);
    return last < 0 ? "" : words.words().get(last);
  }

  private List<WordCandidate> candidates(String previous, String word) {
    Optional<Flag> flag = flag(previous).filter(Flag::takesValue);
    if (flag.isPresent()) {
      List<String> values = flag.get().values();
      return values.isEmpty() ? files(word) : offered(values, word);
    } else if (word.startsWith("-")) {
      return flags(word);
    }
    List<WordCandidate> names = command.takesExperiment() ? offered(experiments, word) : List.of();
    return names.isEmpty() ? files(word) : names;
  }

  private Optional<Flag> flag(String name) {
    return command.flags().stream().filter(one -> one.names().contains(name)).findFirst();
  }

  private List<WordCandidate> flags(String word) {
    List<WordCandidate> found = new ArrayList<>();
    for (Flag flag : command.flags()) {
      String name = flag.names().get(flag.names().size() - 1);
      if (name.startsWith(word) && !name.equals(word)) {
        found.add(new WordCandidate(name + " ", flag.about()));
      }
    }
    return found;
  }

  private static List<WordCandidate> offered(List<String> texts, String word) {
    return texts.stream()
        .filter(text -> text.startsWith(word))
        .map(text -> new WordCandidate(ShellWords.quoted(text) + " ", ""))
        .toList();
  }

  /** Files whose names begin as typed; of "code=src/ma" what follows the sign is the path. */
  private List<WordCandidate> files(String word) {
    String kept = word.substring(0, word.lastIndexOf('=') + 1);
    return Completion.of(word.substring(kept.length()), home, file -> true).candidates().stream()
        .map(path -> new WordCandidate(quoted(kept + path), ""))
        .toList();
  }

  /** A directory is to go on after its slash, so that this is not to be quoted. */
  private static String quoted(String path) {
    return path.endsWith(SLASH)
        ? ShellWords.quoted(path.substring(0, path.length() - 1)) + SLASH
        : ShellWords.quoted(path) + " ";
  }
}
