package dev.quantloop.app.cli.report;

import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.format.PredictionText;
import dev.quantloop.app.format.TextTable;
import dev.quantloop.tracker.record.RecordValues;
import dev.quantloop.tracker.view.GainPrediction;
import dev.quantloop.tracker.view.GainPrediction.Step;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** What each step of the growing corpus was to bring by how far the imatrix moved. */
public record PredictionReport(List<GainPrediction> predictions) {
  public void print(PrintWriter out) {
    if (predictions.isEmpty()) {
      return;
    }
    out.println("Predicted from how far the imatrix moves, without quantizing; no verdict:");
    TextTable table =
        new TextTable("quant", ">iteration", ">tokens", ">imatrix", ">predicted", ">measured");
    for (GainPrediction prediction : predictions) {
      for (Step step : prediction.steps()) {
        table.row(
            prediction.quantType(),
            step.iteration().isPresent() ? step.iteration().getAsInt() : "next",
            Numbers.count(step.corpusTokens()),
            PredictionText.percent(step.imatrixChange()),
            PredictionText.change(step.predicted()),
            PredictionText.change(step.measured()));
      }
    }
    table.print(out);
    predictions.forEach(
        one ->
            out.println(
                one.quantType()
                    + ": "
                    + PredictionText.accuracy(one)
                    + "; "
                    + PredictionText.weighting(one)));
    out.println();
  }

  public List<Map<String, Object>> document() {
    return predictions.stream().map(PredictionReport::document).toList();
  }

  private static Map<String, Object> document(GainPrediction prediction) {
    return Json.object(
        "quant_type", prediction.quantType(),
        "mean_error", prediction.meanError(),
        "weighted", prediction.weighted(),
        "tested", prediction.tested(),
        "steps", prediction.steps().stream().map(RecordValues::of).toList());
  }
}
