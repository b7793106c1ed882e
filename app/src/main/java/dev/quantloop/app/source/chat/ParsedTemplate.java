package dev.quantloop.app.source.chat;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.chat.ChatMessages.Form;
import dev.quantloop.app.source.chat.jinja.JinjaException;
import dev.quantloop.app.source.chat.jinja.JinjaSyntaxException;
import dev.quantloop.app.source.chat.jinja.JinjaTemplate;
import dev.quantloop.app.source.chat.jinja.RaisedException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A template of a model, and what it is found to want of messages by trying it. Thread-safe. */
final class ParsedTemplate {
  /** The day that templates name which are not told the date. */
  private static final LocalDateTime PRESENT = LocalDateTime.of(2024, 7, 26, 12, 0);

  private static final String PROBE = "quantloop-probe";

  private final String model;
  private final JinjaTemplate template;
  private final Map<String, Object> common;
  private Form form;

  /**
   * @param model whose it is, for messages
   * @param common values that are the same for all chats
   * @throws UserException for a template that can't be rendered
   */
  ParsedTemplate(String model, String source, Map<String, Object> common) {
    this.model = model;
    this.common = common;
    try {
      this.template = new JinjaTemplate(source, PRESENT);
    } catch (JinjaSyntaxException e) {
      throw unusable(e);
    }
  }

  private UserException unusable(JinjaSyntaxException e) {
    return new UserException(
        "the chat template of %s can't be rendered: %s".formatted(model, e.getMessage()), e);
  }

  String render(Map<String, Object> values) {
    try {
      return rendered(values);
    } catch (RaisedException e) {
      throw new BrokenRecordException("the model's chat template refuses it: " + e.getMessage());
    } catch (JinjaSyntaxException e) {
      throw unusable(e);
    } catch (JinjaException e) {
      throw new BrokenRecordException(
          "the model's chat template can't render it: " + e.getMessage());
    }
  }

  private String rendered(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(common);
    all.putAll(values);
    return template.render(all);
  }

  /** What form messages must have. */
  synchronized Form form() {
    if (form == null) {
      Object parts = List.of(Map.of("type", "text", "text", PROBE));
      boolean takesParts = shows(List.of(user(parts)), "'text': '" + PROBE, "\"text\": \"" + PROBE);
      boolean takesText = !takesParts || shows(List.of(user(PROBE)));
      form = new Form(takesText, takesParts, takesArguments());
    }
    return form;
  }

  /** Whether the arguments of a call may be an object, and come out as no object of Python's. */
  private boolean takesArguments() {
    Map<String, Object> function = Map.of("name", "f", "arguments", Map.of(PROBE, "v"));
    Map<String, Object> call = Map.of("id", "abcdef123", "type", "function", "function", function);
    return shows(
        List.of(
            user("u"),
            Map.of("role", "assistant", "content", "", "tool_calls", List.of(call)),
            Map.of("role", "tool", "name", "f", "tool_call_id", "abcdef123", "content", "r"),
            Map.of("role", "assistant", "content", "a")),
        "'" + PROBE + "': ");
  }

  private static Map<String, Object> user(Object content) {
    return Map.of("role", "user", "content", content);
  }

  /**
   * Whether the probe in some messages comes out.
   *
   * @param misread how it looks where the template did not look for it, but wrote all around it
   */
  private boolean shows(List<Map<String, Object>> messages, String... misread) {
    try {
      String out = rendered(Map.of("messages", messages, "add_generation_prompt", false));
      return out.contains(PROBE) && Arrays.stream(misread).noneMatch(out::contains);
    } catch (JinjaException e) {
      return false;
    }
  }
}
