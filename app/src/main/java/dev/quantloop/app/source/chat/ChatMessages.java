package dev.quantloop.app.source.chat;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.chat.jinja.JinjaTemplate;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The messages of a chat in the one form that templates expect, whichever of the usual ways a data
 * set has: role and content, from and value, calls with arguments in JSON, a system prompt beside
 * the messages.
 */
final class ChatMessages {
  private static final Map<String, String> ROLES =
      Map.ofEntries(
          Map.entry("human", "user"),
          Map.entry("gpt", "assistant"),
          Map.entry("chatgpt", "assistant"),
          Map.entry("bing", "assistant"),
          Map.entry("bard", "assistant"),
          Map.entry("model", "assistant"),
          Map.entry("bot", "assistant"),
          Map.entry("function_call", "assistant"),
          Map.entry("observation", "tool"),
          Map.entry("function_response", "tool"));

  private ChatMessages() {}

  /**
   * What a template takes.
   *
   * @param text content as text
   * @param parts content as a list of parts
   * @param arguments of calls as objects, not as JSON
   */
  record Form(boolean text, boolean parts, boolean arguments) {}

  /**
   * @throws BrokenRecordException for what is no message
   */
  static List<Map<String, Object>> of(List<?> messages, Map<String, Object> record) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Object message : messages) {
      if (!(message instanceof Map<?, ?> fields)) {
        throw new BrokenRecordException("message %d is not an object".formatted(all.size() + 1));
      }
      all.add(message(fields, all.size() + 1));
    }
    if (all.isEmpty()) {
      throw new BrokenRecordException("it has no messages");
    }
    boolean hasSystem = "system".equals(all.get(0).get("role"));
    if (!hasSystem && record.get("system") instanceof String prompt && !prompt.isBlank()) {
      all.add(0, Map.of("role", "system", "content", prompt));
    }
    return all;
  }

  private static Map<String, Object> message(Map<?, ?> fields, int number) {
    Map<String, Object> message = new LinkedHashMap<>();
    // What is null in a table's row was not said in the chat.
    fields.forEach((name, value) -> put(message, name.toString(), value));
    move(message, "from", "role");
    move(message, "value", "content");
    if (!(message.get("role") instanceof String role)) {
      throw new BrokenRecordException("message %d has no role".formatted(number));
    }
    message.put("role", ROLES.getOrDefault(role, role));
    if (role.equals("function_call")) {
      takeCall(message, number);
    }
    message.putIfAbsent("content", "");
    requireText(message.get("content"), number);
    return message;
  }

  private static void put(Map<String, Object> message, String name, Object value) {
    boolean noCalls = name.equals("tool_calls") && value instanceof List<?> l && l.isEmpty();
    if (value != null && !noCalls) {
      message.put(name, value);
    }
  }

  private static void move(Map<String, Object> message, String from, String to) {
    Object value = message.remove(from);
    if (value != null) {
      message.putIfAbsent(to, value);
    }
  }

  /** The content is a call, in JSON. */
  private static void takeCall(Map<String, Object> message, int number) {
    Object call = parsed(message.remove("content"));
    if (!(call instanceof Map<?, ?> function) || !function.containsKey("name")) {
      throw new BrokenRecordException("message %d is not a call in JSON".formatted(number));
    }
    message.put("tool_calls", List.of(Map.of("type", "function", "function", function)));
  }

  private static void requireText(Object content, int number) {
    if (content instanceof String) {
      return;
    } else if (!(content instanceof List<?>)) {
      throw new BrokenRecordException("the content of message %d is not text".formatted(number));
    }
    for (Object part : (List<?>) content) {
      if (!(part instanceof Map<?, ?> fields) || !(fields.get("text") instanceof String)) {
        Object type = part instanceof Map<?, ?> fields ? fields.get("type") : null;
        throw new BrokenRecordException(
            "message %d has content that is not text%s"
                .formatted(number, type == null ? "" : ": " + type));
      }
    }
  }

  /** Of a record, as objects; some data sets have them in JSON. */
  static List<?> tools(Object tools) {
    return parsed(tools) instanceof List<?> list ? list : List.of();
  }

  /** What a text in JSON says; anything else stays as it is. */
  private static Object parsed(Object value) {
    if (value instanceof String text) {
      try {
        String json = text.strip();
        return json.startsWith("{")
            ? Json.parse(json)
            : json.startsWith("[") ? Json.parseList(json) : value;
      } catch (UncheckedIOException e) {
        return value;
      }
    }
    return value;
  }

  /** The same as a template takes them. */
  static List<Map<String, Object>> inForm(List<Map<String, Object>> messages, Form form) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Map<String, Object> message : messages) {
      Map<String, Object> copy = new LinkedHashMap<>(message);
      copy.compute("content", (name, content) -> content(content, form));
      copy.computeIfPresent("tool_calls", (name, calls) -> calls(calls, form));
      all.add(copy);
    }
    return all;
  }

  private static Object content(Object content, Form form) {
    if (content instanceof List<?> parts && !form.parts()) {
      return parts.stream()
          .map(part -> (String) ((Map<?, ?>) part).get("text"))
          .collect(Collectors.joining("\n"));
    } else if (content instanceof String text && !form.text()) {
      return List.of(Map.of("type", "text", "text", text));
    }
    return content;
  }

  private static Object calls(Object calls, Form form) {
    return calls instanceof List<?> list
        ? list.stream().map(call -> call(call, form)).toList()
        : calls;
  }

  private static Object call(Object call, Form form) {
    if (!(call instanceof Map<?, ?> fields)) {
      return call;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    fields.forEach((name, value) -> put(copy, name.toString(), value));
    copy.computeIfPresent("function", (name, function) -> call(function, form));
    copy.computeIfPresent("arguments", (name, arguments) -> arguments(arguments, form));
    return copy;
  }

  private static Object arguments(Object arguments, Form form) {
    if (form.arguments()) {
      return parsed(arguments);
    }
    return arguments instanceof Map<?, ?> ? JinjaTemplate.json(arguments) : arguments;
  }
}
