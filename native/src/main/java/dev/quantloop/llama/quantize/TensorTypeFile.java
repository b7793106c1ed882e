package dev.quantloop.llama.quantize;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.file.FileFailure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules {@code REGEX=TYPE} from a file, in the order in which they count. It may be one for
 * llama-quantize, which has them between white space; a recipe of Thireus' GGUF Tool Suite, which
 * has comments besides; a list after ik_llama.cpp's {@code --custom-q}, which has commas; or the
 * arguments of a command line, {@code --tensor-type}, {@code --token-embedding-type} and {@code
 * --output-tensor-type}, with quotation marks and backslashes at the ends of lines.
 */
public record TensorTypeFile(Path file, List<TensorRule> rules) {
  /** Longer than any recipe; a model that is named by mistake is longer. */
  private static final long MOST_BYTES = 4 << 20;

  private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+|\\S");

  /** One of several rules with commas between; a regular expression can have commas, too. */
  private static final Pattern LISTED = Pattern.compile("(.+?)=(\\w+)(?:,|$)");

  public TensorTypeFile {
    rules = List.copyOf(rules);
  }

  /**
   * Reads such a file.
   *
   * @throws LlamaException one line that names the file, and the line where there is one
   */
  public static TensorTypeFile read(Path file) {
    List<String> lines = text(file).lines().toList();
    Reader reader = new Reader();
    for (int i = 0; i < lines.size(); i++) {
      try {
        reader.line(lines.get(i));
      } catch (LlamaException e) {
        throw new LlamaException("%s:%d: %s".formatted(file, i + 1, e.getMessage()), e);
      }
    }
    if (reader.flag != null) {
      throw new LlamaException("%s ends after %s".formatted(file, reader.flag));
    }
    List<TensorRule> rules = reader.inOrder();
    if (rules.isEmpty()) {
      throw new LlamaException(file + " is empty; write NAME=TYPE into it, such as attn_v=q8_0");
    }
    return new TensorTypeFile(file, rules);
  }

  /**
   * What the rules come to for a model.
   *
   * @return with the types of the tensors that the rules find; others are the base type's to decide
   * @throws LlamaException one line that names the file, for a rule that does nothing
   */
  public TensorRecipe recipe(QuantType base, TensorChoices choices) {
    TensorRule.useless(rules, choices.names(), choices.tensors())
        .ifPresent(
            reason -> {
              throw new LlamaException(file + ": " + reason);
            });
    return TensorRecipe.of(base, rules, choices.names());
  }

  private static String text(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
        throw new LlamaException(file + " is too large for a list of tensor types");
      }
      String text = Files.readString(file);
      if (text.indexOf('\0') >= 0) {
        throw new LlamaException(notText(file));
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new LlamaException(notText(file), e);
    } catch (IOException e) {
      throw FileFailure.reading(file, e);
    }
  }

  private static String notText(Path file) {
    return file + " is not a text: a list of tensor types is expected";
  }

  /** Collects rules from lines. */
  private static final class Reader {
    private final List<TensorRule> first = new ArrayList<>();
    private final List<TensorRule> rules = new ArrayList<>();

    /** Whose value comes next; null for none. */
    private String flag;

    void line(String line) {
      Matcher words = WORD.matcher(line);
      while (words.find() && !words.group().startsWith("#")) {
        String word = words.group();
        if (word.equals("\"") || word.equals("'")) {
          throw new LlamaException("a quotation mark is missing");
        }
        word(word.replaceAll("[\"']", ""));
      }
    }

    private void word(String word) {
      int equals = word.indexOf('=');
      if (flag != null) {
        value(flag, word);
        flag = null;
      } else if (word.startsWith("--") && equals > 0) {
        value(word.substring(0, equals), word.substring(equals + 1));
      } else if (word.startsWith("-")) {
        flag = word;
        requireKnown(word);
      } else if (!word.equals("\\")) {
        rules(word);
      }
    }

    private static void requireKnown(String flag) {
      if (!List.of("--tensor-type", "--custom-q", "--token-embedding-type", "--output-tensor-type")
          .contains(flag)) {
        throw new LlamaException(
            "'%s' gives no tensor a type; leave the rules alone in the file".formatted(flag));
      }
    }

    /** Types of their own for embeddings and output count before all rules. */
    private void value(String flag, String value) {
      requireKnown(flag);
      switch (flag) {
        case "--token-embedding-type" ->
            first.add(TensorRule.parse("^(per_layer_)?token_embd\\.weight$=" + value));
        case "--output-tensor-type" -> first.add(TensorRule.parse("^output\\.weight$=" + value));
        default -> rules(value);
      }
    }

    private void rules(String word) {
      Matcher listed = LISTED.matcher(word);
      int end = 0;
      while (end < word.length() && listed.find(end) && listed.start() == end) {
        rules.add(TensorRule.parse(listed.group(1) + "=" + listed.group(2)));
        end = listed.end();
      }
      if (end < word.length()) {
        rules.add(TensorRule.parse(word.substring(end)));
      }
    }

    List<TensorRule> inOrder() {
      first.addAll(rules);
      return first;
    }
  }
}
