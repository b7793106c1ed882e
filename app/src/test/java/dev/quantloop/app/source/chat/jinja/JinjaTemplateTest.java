package dev.quantloop.app.source.chat.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaTemplateTest {
  private static final Path CHATS = Path.of("src/test/resources/chat");
  private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 0, 0);

  static Stream<String> whatLlamaRendered() throws IOException {
    try (Stream<Path> files = Files.list(CHATS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".txt"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("whatLlamaRendered")
  void rendersWhatLlamaRenders(String file) throws IOException {
    String[] names = file.split("\\.");
    String template = Files.readString(CHATS.resolve(names[0] + ".jinja"));
    Map<String, Object> values =
        new HashMap<>(Json.parse(Files.readString(CHATS.resolve(names[1] + ".json"))));
    values.putIfAbsent("add_generation_prompt", false);
    values.put("bos_token", "<BOS>");
    values.put("eos_token", "<EOS>");
    String expected = Files.readString(CHATS.resolve(file));
    if (expected.startsWith("ERROR")) {
      assertThrows(RaisedException.class, () -> render(template, values));
    } else {
      assertEquals(expected, render(template, values));
    }
  }

  static List<String> whatJinjaRendered() throws IOException {
    return Files.readAllLines(CHATS.resolve("language.cases"));
  }

  @ParameterizedTest
  @MethodSource("whatJinjaRendered")
  void computesWhatJinjaComputes(String line) {
    int arrow = line.lastIndexOf(" => ");
    String template = line.substring(0, arrow).replace("\\n", "\n");
    String expected = line.substring(arrow + 4);
    if (expected.equals("ERROR")) {
      assertThrows(JinjaException.class, () -> render(template, values()));
    } else {
      assertEquals(expected, render(template, values()).replace("\n", "\\n"));
    }
  }

  private static Map<String, Object> values() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", 1);
    map.put("a", null);
    map.put("items", 7);
    Map<String, Object> values = new HashMap<>();
    values.put("a", List.of(3, 1, 2));
    values.put("s", " Ab c,d ");
    values.put("m", map);
    values.put("n", null);
    values.put("t", true);
    values.put("x", 1.5);
    values.put("u", "naïve 😀 \"q\" 'z'");
    values.put("e", List.of());
    values.put(
        "ms",
        List.of(
            Map.of("role", "u", "k", Map.of("n", 2)), Map.of("role", "a", "k", Map.of("n", 1))));
    return values;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "a\\n{% include 'x' %}@the tag 'include' is not supported, line 2",
        "{{ x | frobnicate }}@the filter 'frobnicate' is not supported, line 1",
        "{{ x is odder }}@the test 'odder' is not supported, line 1",
        "{{ 'x'.zfill(3) }}@the method zfill() of strings is not supported, line 1",
        "{{ now_in('UTC') }}@the function now_in() is not supported, line 1",
        "{{ 'a' + }}@an expression is not complete, line 1",
        "{% if x %}a@elif or else or endif is expected, not the end of the template, line 1",
        "{{ x ! y }}@unexpected '!', line 1",
        "{{ 'x }}@a string does not end, line 1",
        "{# x@a comment does not end, line 1",
        "{% for x in y recursive %}{% endfor %}@recursive loops are not supported, line 1",
        "{{ strftime_now('%U') }}@the date format %U is not supported, line 1"
      })
  void namesTheConstructThatIsNotSupported(String template, String message) {
    JinjaSyntaxException refusal =
        assertThrows(
            JinjaSyntaxException.class, () -> render(template.replace("\\n", "\n"), Map.of()));
    assertEquals(message, refusal.getMessage());
  }

  @Test
  void whatIsNotReachedNeedNotBeSupported() {
    assertEquals("a", render("{{ 'a' if true else x | frobnicate }}", Map.of()));
  }

  @Test
  void whatTheTemplateRaisesIsItsOwnMessage() {
    RaisedException raised =
        assertThrows(
            RaisedException.class, () -> render("\n{{ raise_exception('No!') }}", Map.of()));
    assertEquals("No!", raised.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{{ range(100000000) }}",
        "{{ 'x' * 100000000 }}",
        "{% set ns = namespace(s='x' * 1000) %}{% for i in range(99) %}"
            + "{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{{ ('x' * 90000).replace('x', 'y' * 90000) }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{{ 9223372036854775807 + 1 }}",
        "{{ 99 ** 60 }}"
      })
  void noTemplateTakesAllTimeOrMemory(String template) {
    assertThrows(JinjaException.class, () -> render(template, Map.of()));
  }

  @Test
  void deepNestingIsRefused() {
    String template = "{{ " + "(".repeat(200_000) + "1" + ")".repeat(200_000) + " }}";
    assertThrows(JinjaSyntaxException.class, () -> render(template, Map.of()));
  }

  @Test
  void theValuesStayAsTheyAre() {
    List<Object> messages = Arrays.asList("a", null);
    String template = "{% set x = m.append('b') %}{{ m | length }}";
    assertEquals("3", render(template, Map.of("m", messages)));
    assertEquals(2, messages.size());
    assertTrue(render("{{ m }}", Map.of("m", messages)).contains("None"));
  }

  private static String render(String template, Map<String, ?> values) {
    return new JinjaTemplate(template, NOW).render(values);
  }
}
