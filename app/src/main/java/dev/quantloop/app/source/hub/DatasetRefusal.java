package dev.quantloop.app.source.hub;

import dev.quantloop.app.UserException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Why a dataset is not given out, which the hub knows better than the dataset server. */
record DatasetRefusal(String dataset, HubClient client) {

  /**
   * @param answer that was no success
   * @param what was asked for: "its rows"
   */
  UserException explain(HubAnswer answer, String what) {
    return new UserException(
        switch (answer.status()) {
          case 401, 403, 404 -> access(answer, what);
          case 407 ->
              "the proxy wants a name and password: write them as"
                  + " https_proxy=http://NAME:PASSWORD@HOST:PORT";
          default -> served(answer, what);
        });
  }

  private String access(HubAnswer answer, String what) {
    HubSettings settings = client.settings();
    Optional<HubAnswer> known =
        client.tryOnce(URI.create(settings.hub() + "/api/datasets/" + dataset));
    int status = known.map(HubAnswer::status).orElse(answer.status());
    if (settings.token().isPresent() && status == 401) {
      return "HF_TOKEN is not accepted by %s; make a new token at %s/settings/tokens"
          .formatted(settings.hub().getHost(), settings.hub());
    } else if (known.filter(DatasetRefusal::isGated).isPresent() || status == 403) {
      return "hf:%s is gated: accept its conditions at %s/datasets/%s, and set HF_TOKEN to a token of that account"
          .formatted(dataset, settings.hub(), dataset);
    } else if (known.filter(HubAnswer::isOk).isPresent()) {
      return served(answer, what);
    }
    return settings.token().isPresent()
        ? "there is no dataset hf:%s that HF_TOKEN may read; check the name (OWNER/NAME)"
            .formatted(dataset)
        : "there is no dataset hf:%s, or it is private: check the name (OWNER/NAME), or set HF_TOKEN"
            .formatted(dataset);
  }

  private static boolean isGated(HubAnswer answer) {
    try {
      Object gated = answer.isOk() ? answer.json().getOrDefault("gated", false) : false;
      return !Boolean.FALSE.equals(gated);
    } catch (IOException e) {
      return false;
    }
  }

  private String served(HubAnswer answer, String what) {
    String error = answer.error();
    return "%s does not give hf:%s with %s (HTTP status %d)%s"
        .formatted(
            client.settings().server().getHost(),
            dataset,
            what,
            answer.status(),
            error.isEmpty() ? "" : ": " + error);
  }
}
