package dev.quantloop.app.mlflow;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.mlflow.MlflowClient.Reply;
import dev.quantloop.app.mlflow.MlflowRun.Metric;
import dev.quantloop.tracker.export.History;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes an experiment to an MLflow server. What is there of it already is brought up to date, so
 * that a second export adds nothing twice. Where it fails, the runs that it has made are deleted.
 * For one use.
 */
public final class MlflowExport {
  /** How long a server may take to answer. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String EXPERIMENT_KEY = "quantloop.experiment";
  private static final String RUN_KEY = "quantloop.run";

  // What one request of log-batch may hold.
  private static final int MOST_METRICS = 1000;
  private static final int MOST_OTHERS = 100;
  private static final int LONGEST_PARAMETER = 500;
  private static final int LONGEST_TAG = 5000;
  private static final String ARTIFACTS = "mlflow-artifacts";

  private final MlflowServer server;
  private final MlflowClient client;
  private final Clock clock;
  private final Consumer<String> says;
  private final Map<String, Stored> stored = new HashMap<>();
  private final List<String> created = new ArrayList<>();
  private int updated;
  private int metrics;
  private int artifacts;

  /**
   * @param patience how long the server may take to answer
   * @param says is told what the server does not take
   */
  public MlflowExport(MlflowServer server, Duration patience, Clock clock, Consumer<String> says) {
    this.server = server;
    this.client = new MlflowClient(server, patience);
    this.clock = clock;
    this.says = says;
  }

  /** A run that the server has. */
  private record Stored(
      String id, String artifacts, Map<String, String> parameters, Set<Point> latest) {}

  /** A value of a metric that the server has. */
  private record Point(String key, long step, double value) {}

  /** What was written. */
  public record Outcome(URI experiment, int created, int updated, int metrics, int artifacts) {}

  /**
   * @param identity of the database
   * @param quants types whose chosen quants are sent as files, too
   * @throws UserException when the server refuses, is slow or not there
   */
  public Outcome write(History history, String identity, Set<String> quants) throws IOException {
    if (history.ranking().isEmpty() && history.imported().isEmpty()) {
      throw new UserException(
          "%s has no evaluated iteration to export".formatted(history.experiment().name()));
    }
    MlflowRuns runs = new MlflowRuns(history, identity, quants);
    runs.missing().forEach(says);
    List<MlflowRun> all = runs.all();
    String experiment = experiment(history.experiment().name());
    try {
      find(experiment, runs.experimentKey());
      for (MlflowRun run : all) {
        write(experiment, runs.experimentKey(), run);
      }
    } catch (UserException e) {
      throw undone(e);
    }
    return new Outcome(
        URI.create(server.address() + "/#/experiments/" + experiment + "/runs"),
        created.size(),
        updated,
        metrics,
        artifacts);
  }

  private UserException undone(UserException failure) {
    try {
      for (String id : created) {
        client.accepted(client.post("runs/delete", Json.object("run_id", id)));
      }
      return failure;
    } catch (UserException e) {
      return new UserException(
          "%s; %d runs stay there half-written: the same command completes them"
              .formatted(failure.getMessage(), created.size()),
          failure);
    }
  }

  /** The id of the experiment of this name, which is created where there is none. */
  private String experiment(String name) {
    Reply found = client.get("experiments/get-by-name", "experiment_name", name);
    if (found.isRefusal() && found.refusal().says("RESOURCE_DOES_NOT_EXIST")) {
      return text(
          client.accepted(client.post("experiments/create", Json.object("name", name))),
          "experiment_id");
    }
    Map<String, Object> experiment = map(client.accepted(found), "experiment");
    if ("deleted".equals(experiment.get("lifecycle_stage"))) {
      throw new UserException(
          "the experiment %s is deleted on %s: restore it there, or have it removed for good"
              .formatted(name, server.address()));
    }
    return text(experiment, "experiment_id");
  }

  /** Reads what the server has of the experiment. */
  private void find(String experiment, String key) {
    String filter = "tags.`%s` = '%s'".formatted(EXPERIMENT_KEY, key);
    String page = "";
    do {
      Map<String, Object> question =
          Json.object("experiment_ids", List.of(experiment), "filter", filter, "max_results", 1000);
      if (!page.isEmpty()) {
        question.put("page_token", page);
      }
      Map<String, Object> answer = client.accepted(client.post("runs/search", question));
      for (Map<String, Object> run : maps(answer, "runs")) {
        Map<String, Object> data = map(run, "data");
        String runKey = texts(data, "tags").getOrDefault(RUN_KEY, "");
        stored.put(runKey, stored(map(run, "info"), data));
      }
      page = String.valueOf(answer.getOrDefault("next_page_token", ""));
    } while (!page.isEmpty());
  }

  private static Stored stored(Map<String, Object> info, Map<String, Object> data) {
    return new Stored(
        text(info, "run_id"),
        String.valueOf(info.getOrDefault("artifact_uri", "")),
        texts(data, "params"),
        points(data));
  }

  private void write(String experiment, String experimentKey, MlflowRun run) throws IOException {
    boolean isNew = !stored.containsKey(run.key());
    if (isNew) {
      create(experiment, experimentKey, run);
    } else {
      updated++;
    }
    Stored there = stored.get(run.key());
    describe(run, there);
    metrics(run, isNew ? Set.of() : known(run, there), there);
    artifacts(run, there);
    Map<String, Object> end =
        Json.object("run_id", there.id(), "status", run.ended().isEmpty() ? "RUNNING" : "FINISHED");
    run.ended().ifPresent(time -> end.put("end_time", time.toEpochMilli()));
    client.accepted(client.post("runs/update", end));
  }

  private void create(String experiment, String experimentKey, MlflowRun run) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(EXPERIMENT_KEY, experimentKey);
    tags.put(RUN_KEY, run.key());
    run.parent().ifPresent(parent -> tags.put("mlflow.parentRunId", stored.get(parent).id()));
    Map<String, Object> answer =
        client.accepted(
            client.post(
                "runs/create",
                Json.object(
                    "experiment_id", experiment,
                    "run_name", run.name(),
                    "start_time", run.started().toEpochMilli(),
                    "tags", pairs(tags))));
    Map<String, Object> made = map(answer, "run");
    Stored there = stored(map(made, "info"), Map.of());
    created.add(there.id());
    stored.put(run.key(), there);
  }

  /** Parameters that are not there yet, and all tags. */
  private void describe(MlflowRun run, Stored there) {
    Map<String, String> parameters = new LinkedHashMap<>();
    run.parameters()
        .forEach(
            (name, value) -> {
              String cut = value.substring(0, Math.min(LONGEST_PARAMETER, value.length()));
              String before = there.parameters().get(name);
              if (before == null) {
                parameters.put(name, cut);
              } else if (!before.equals(cut)) {
                says.accept(
                    "parameter %s of the run %s stays %s there, for parameters can't be changed; it is %s"
                        .formatted(name, run.name(), before, cut));
              }
            });
    Map<String, String> tags = new LinkedHashMap<>();
    run.tags()
        .forEach(
            (name, value) ->
                tags.put(name, value.substring(0, Math.min(LONGEST_TAG, value.length()))));
    for (List<?> some : parts(pairs(parameters), MOST_OTHERS)) {
      log(there, "params", some);
    }
    for (List<?> some : parts(pairs(tags), MOST_OTHERS)) {
      log(there, "tags", some);
    }
  }

  private void metrics(MlflowRun run, Set<Point> known, Stored there) {
    Set<String> steps = new HashSet<>();
    known.forEach(point -> steps.add(point.key() + " " + point.step()));
    List<Map<String, Object>> wanted = new ArrayList<>();
    for (Metric metric : run.metrics()) {
      if (!known.contains(new Point(metric.key(), metric.step(), metric.value()))) {
        boolean changed = steps.contains(metric.key() + " " + metric.step());
        Instant time = changed ? clock.instant() : metric.at(); // the later one is shown
        wanted.add(
            Json.object(
                "key", metric.key(),
                "value", metric.value(),
                "timestamp", time.toEpochMilli(),
                "step", metric.step()));
      }
    }
    for (List<?> some : parts(wanted, MOST_METRICS)) {
      log(there, "metrics", some);
      metrics += some.size();
    }
  }

  private void log(Stored there, String what, List<?> entries) {
    client.accepted(
        client.post("runs/log-batch", Json.object("run_id", there.id(), what, entries)));
  }

  /** The latest of each metric, and of those that are a curve all. */
  private Set<Point> known(MlflowRun run, Stored there) {
    Set<Point> known = new HashSet<>(there.latest());
    Map<String, Set<Long>> steps = new LinkedHashMap<>();
    run.metrics()
        .forEach(m -> steps.computeIfAbsent(m.key(), key -> new HashSet<>()).add(m.step()));
    steps.forEach(
        (key, all) -> {
          if (all.size() > 1) {
            known.addAll(
                points(
                    client.accepted(
                        client.get(
                            "metrics/get-history", "run_id", there.id(), "metric_key", key))));
          }
        });
    return known;
  }

  private void artifacts(MlflowRun run, Stored there) throws IOException {
    if (run.files().isEmpty() && run.texts().isEmpty()) {
      return;
    }
    URI root = URI.create(there.artifacts());
    if (!ARTIFACTS.equals(root.getScheme())) {
      says.accept(
          "the files of %s are left out: the server takes none for %s (mlflow server --serve-artifacts does)"
              .formatted(run.name(), there.artifacts()));
      return;
    }
    String directory = root.getPath().replaceFirst("^/+", "");
    for (Map.Entry<String, String> text : run.texts().entrySet()) {
      client.upload(directory + "/" + text.getKey(), BodyPublishers.ofString(text.getValue()));
      artifacts++;
    }
    for (Map.Entry<String, Path> file : run.files().entrySet()) {
      client.upload(directory + "/" + file.getKey(), body(file.getValue()));
      artifacts++;
    }
  }

  private static BodyPublisher body(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (FileNotFoundException e) {
      throw new UserException(file + " is gone", e);
    }
  }

  private static <T> List<List<T>> parts(List<T> all, int most) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      parts.add(all.subList(from, Math.min(all.size(), from + most)));
    }
    return parts;
  }

  private static List<Map<String, Object>> pairs(Map<String, String> values) {
    List<Map<String, Object>> pairs = new ArrayList<>();
    values.forEach((name, value) -> pairs.add(Json.object("key", name, "value", value)));
    return pairs;
  }

  private static Map<String, String> texts(Map<String, Object> data, String name) {
    Map<String, String> texts = new HashMap<>();
    maps(data, name).forEach(one -> texts.put(text(one, "key"), text(one, "value")));
    return texts;
  }

  private static Set<Point> points(Map<String, Object> data) {
    Set<Point> points = new HashSet<>();
    for (Map<String, Object> metric : maps(data, "metrics")) {
      Object step = metric.getOrDefault("step", 0);
      points.add(
          new Point(
              text(metric, "key"),
              Long.parseLong(step.toString()),
              Double.parseDouble(text(metric, "value"))));
    }
    return points;
  }

  private static String text(Map<String, Object> from, String name) {
    Object value = from.get(name);
    if (value == null) {
      throw new UserException("the server answers without " + name + ": is it an MLflow server?");
    }
    return value.toString();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> from, String name) {
    if (from.get(name) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new UserException("the server answers without " + name + ": is it an MLflow server?");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Map<String, Object> from, String name) {
    return from.get(name) instanceof List<?> list
        ? list.stream().map(one -> (Map<String, Object>) one).toList()
        : List.of();
  }
}
