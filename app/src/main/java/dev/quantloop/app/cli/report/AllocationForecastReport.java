package dev.quantloop.app.cli.report;

import dev.quantloop.app.allocate.AllocationForecast;
import dev.quantloop.app.allocate.GivenRecipe;
import dev.quantloop.app.allocate.SizeTarget;
import dev.quantloop.app.allocate.TensorGroups;
import dev.quantloop.app.allocate.TypeSpace;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.TensorChoices;
import dev.quantloop.llama.quantize.TensorNames;
import dev.quantloop.tracker.record.TensorGrouping;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which tensors can get which types, and what choosing them would take. */
public record AllocationForecastReport(AllocationForecast forecast) {
  private TypeSpace space() {
    return forecast.space();
  }

  public void print(PrintWriter out) {
    out.println(Numbers.amount(space().tensors().size(), "tensor") + " can get types:");
    Map<String, TensorNames> byTypes = new LinkedHashMap<>();
    for (String tensor : space().tensors()) {
      String types = types(tensor).stream().map(GgmlType::name).collect(Collectors.joining(" "));
      byTypes.computeIfAbsent(types, one -> new TensorNames()).add(tensor);
    }
    byTypes.forEach((types, tensors) -> out.println("  " + types + ": " + tensors));
    if (!space().others().isEmpty()) {
      TensorNames others = new TensorNames();
      space().others().forEach(others::add);
      out.println("  the type that they have by rule: " + others);
    }
    printGroups(out);
    TextTable sizes =
        new TextTable("target", ">file", "beside", ">smallest possible", ">largest possible");
    for (SizeTarget target : forecast.targets()) {
      QuantType stock = space().stockFor(target);
      sizes.row(
          target.text(),
          Numbers.bytes(space().fileBytes(target)),
          stock,
          Numbers.bytes(space().smallest(stock)),
          Numbers.bytes(space().largest(stock)));
    }
    for (GivenRecipe recipe : forecast.given()) {
      long bytes = space().fileBytes(recipe.recipe());
      sizes.row("recipe " + recipe.name(), Numbers.bytes(bytes), recipe.recipe().base(), "", "");
    }
    sizes.print(out);
    out.println(forecast.text());
    out.flush();
  }

  private void printGroups(PrintWriter out) {
    if (forecast.groupedBy() == TensorGrouping.TENSOR) {
      return;
    }
    TensorGroups groups = forecast.groups();
    out.println(
        "by %s they are %s, each of one type"
            .formatted(forecast.groupedBy(), Numbers.amount(groups.names().size(), "group")));
    if (!groups.limited().isEmpty()) {
      TensorNames limited = new TensorNames();
      groups.limited().forEach(limited::add);
      out.println("  the next larger type where they can't have that of their group: " + limited);
    }
  }

  private List<GgmlType> types(String tensor) {
    return space().options(tensor).stream().map(TensorChoices.Choice::type).toList();
  }

  public Map<String, Object> document() {
    TensorGroups groups = forecast.groups();
    return Json.object(
        "tensors",
            space().tensors().stream()
                .map(tensor -> Json.object("name", tensor, "types", types(tensor)))
                .toList(),
        "grouped_by", forecast.groupedBy(),
        "groups", groups.names().stream().map(name -> group(groups, name)).toList(),
        "other_tensors", space().others(),
        "targets", forecast.targets().stream().map(this::document).toList(),
        "recipes", forecast.given().stream().map(this::document).toList(),
        "trials", forecast.trials(),
        "trials_left", forecast.left(),
        "chunks", forecast.chunks(),
        "n_ctx", forecast.contextSize(),
        "most_tokens", forecast.mostTokens(),
        "seconds", forecast.seconds());
  }

  private static Map<String, Object> group(TensorGroups groups, String name) {
    return Json.object("name", name, "tensors", groups.tensors(name), "types", groups.types(name));
  }

  private Map<String, Object> document(SizeTarget target) {
    QuantType stock = space().stockFor(target);
    return Json.object(
        "target", target.text(),
        "file_bytes", space().fileBytes(target),
        "stock_type", stock,
        "smallest_file_bytes", space().smallest(stock),
        "largest_file_bytes", space().largest(stock));
  }

  private Map<String, Object> document(GivenRecipe recipe) {
    return Json.object(
        "recipe", recipe.name(),
        "file_bytes", space().fileBytes(recipe.recipe()),
        "stock_type", recipe.recipe().base(),
        "types", recipe.recipe().typeNames());
  }
}
