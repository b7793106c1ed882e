package dev.quantloop.app.source.hub;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Proxies by {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy}, in
 * small or capital letters.
 */
final class ProxySettings extends ProxySelector {
  private final Map<String, URI> byScheme;
  private final List<String> without;

  private ProxySettings(Map<String, URI> byScheme, List<String> without) {
    this.byScheme = byScheme;
    this.without = without;
  }

  static ProxySettings of(Map<String, String> environment) {
    Map<String, URI> byScheme = new HashMap<>();
    for (String scheme : List.of("http", "https")) {
      Stream.of(scheme + "_proxy", "all_proxy")
          .flatMap(name -> Stream.of(name, name.toUpperCase(Locale.ROOT)))
          .filter(name -> !environment.getOrDefault(name, "").isBlank())
          .findFirst()
          .ifPresent(name -> byScheme.put(scheme, proxy(environment, name)));
    }
    String without = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    return new ProxySettings(
        byScheme, Arrays.stream(without.split("[,\\s]+")).filter(host -> !host.isEmpty()).toList());
  }

  /** A proxy may be written without its scheme. */
  private static URI proxy(Map<String, String> environment, String name) {
    String text = environment.get(name).strip();
    String address = text.contains("://") ? text : "http://" + text;
    return HubSettings.address(Map.of(name, address), name, "");
  }

  /** The proxy on the way to an address. */
  Optional<URI> towards(URI address) {
    return Optional.ofNullable(byScheme.get(address.getScheme()))
        .filter(proxy -> without.stream().noneMatch(entry -> covers(entry, address.getHost())));
  }

  private static boolean covers(String entry, String host) {
    String name = entry.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
    return entry.equals("*")
        || host.equalsIgnoreCase(name)
        || host.toLowerCase(Locale.ROOT).endsWith("." + name.toLowerCase(Locale.ROOT));
  }

  /** Without the password. */
  static String shown(URI proxy) {
    return proxy.getHost() + ":" + port(proxy);
  }

  private static int port(URI proxy) {
    return proxy.getPort() >= 0 ? proxy.getPort() : proxy.getScheme().equals("https") ? 443 : 80;
  }

  @Override
  public List<Proxy> select(URI address) {
    return List.of(
        towards(address)
            .map(
                proxy ->
                    new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port(proxy))))
            .orElse(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
    // The failed request tells.
  }

  /** Names and passwords for the proxies that have them in their addresses. */
  Optional<Authenticator> authenticator() {
    return byScheme.values().stream().anyMatch(proxy -> proxy.getRawUserInfo() != null)
        ? Optional.of(new ProxyAuthenticator())
        : Optional.empty();
  }

  private final class ProxyAuthenticator extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return byScheme.values().stream()
          .filter(proxy -> getRequestorType() == RequestorType.PROXY)
          .filter(proxy -> proxy.getHost().equalsIgnoreCase(getRequestingHost()))
          .map(URI::getRawUserInfo)
          .filter(info -> info != null)
          .findFirst()
          .map(ProxyAuthenticator::password)
          .orElse(null);
    }

    private static PasswordAuthentication password(String userInfo) {
      String[] parts = userInfo.split(":", 2);
      return new PasswordAuthentication(
          decoded(parts[0]), decoded(parts.length > 1 ? parts[1] : "").toCharArray());
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
  }
}
