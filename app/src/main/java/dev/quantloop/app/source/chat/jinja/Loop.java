package dev.quantloop.app.source.chat.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs its body once for each of some values, or what stands for none. */
record Loop(
    List<String> names, Expression values, Expression test, Statement body, Statement otherwise)
    implements Statement {

  @Override
  public End run(Scope scope) {
    List<Object> elements = PythonValues.elements(values.of(scope));
    if (test != null) {
      elements.removeIf(element -> !passes(element, scope));
    }
    for (int i = 0; i < elements.size(); i++) {
      Scope inner = scope.inner();
      scope.effort().spend(Scope.Effort.A_CALL);
      assign(names, elements.get(i), inner);
      inner.set("loop", state(elements, i));
      if (body.run(inner) == End.BREAK) {
        break;
      }
    }
    return elements.isEmpty() ? otherwise.run(scope) : End.NORMAL;
  }

  private boolean passes(Object element, Scope scope) {
    Scope inner = scope.inner();
    assign(names, element, inner);
    return PythonValues.truth(test.of(inner));
  }

  /** Gives a value to a name, or its elements to several. */
  static void assign(List<String> names, Object value, Scope scope) {
    if (names.size() == 1) {
      scope.set(names.get(0), value);
      return;
    }
    List<Object> parts = PythonValues.elements(value);
    if (parts.size() != names.size()) {
      throw new JinjaException(
          "%d values can't be given to %d names".formatted(parts.size(), names.size()));
    }
    for (int i = 0; i < names.size(); i++) {
      scope.set(names.get(i), parts.get(i));
    }
  }

  private static Map<Object, Object> state(List<Object> elements, int i) {
    int last = elements.size() - 1;
    Map<Object, Object> state = new HashMap<>();
    state.put("index", i + 1L);
    state.put("index0", (long) i);
    state.put("revindex", last - i + 1L);
    state.put("revindex0", (long) last - i);
    state.put("first", i == 0);
    state.put("last", i == last);
    state.put("length", (long) elements.size());
    if (i > 0) {
      state.put("previtem", elements.get(i - 1));
    }
    if (i < last) {
      state.put("nextitem", elements.get(i + 1));
    }
    state.put(
        "cycle",
        (JinjaFunction) given -> given.values().get(i % Math.max(1, given.values().size())));
    return state;
  }
}
