package dev.quantloop.app.machine;

import com.sun.jna.NativeLibrary;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signal handlers by reflection on {@code sun.misc.Signal}: the only way in Java, which the
 * compiler warns about. Where the JVM has none (or runs with -Xrs) nothing is installed.
 */
public final class Signals {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private Signals() {}

  /** Puts the handler back that was there before. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Calls {@code action}, on a thread of its own, whenever the signal arrives. */
  public static Registration on(String signal, Runnable action) {
    InvocationHandler behaviour =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                action.run();
                yield null;
              }
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              default -> "handler of " + signal;
            };
    try {
      Class<?> type = Class.forName(HANDLER);
      Object handler =
          Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, behaviour);
      Object before = install(signal, handler);
      return () -> putBack(signal, before);
    } catch (ReflectiveOperationException e) {
      return () -> {};
    }
  }

  /**
   * Leaves the terminal's session, so that neither its Ctrl-C nor its hang-up reaches this process.
   * Harmless where the process leads a session already.
   */
  public static void detachFromTerminal() {
    try {
      install("HUP", Class.forName(HANDLER).getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException e) {
      // Then the signal does what it does by default.
    }
    NativeLibrary.getInstance("c").getFunction("setsid").invokeInt(new Object[0]);
  }

  private static void putBack(String signal, Object handler) {
    try {
      install(signal, handler);
    } catch (ReflectiveOperationException e) {
      // It could be installed before; nothing else can be done here.
    }
  }

  private static Object install(String name, Object handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName(SIGNAL);
    Object signal = type.getConstructor(String.class).newInstance(name);
    return type.getMethod("handle", type, Class.forName(HANDLER)).invoke(null, signal, handler);
  }
}
