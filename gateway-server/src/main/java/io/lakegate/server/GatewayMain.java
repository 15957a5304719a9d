package io.lakegate.server;

import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.server.config.ConfigLoader;
import io.lakegate.server.console.GatewayStarter;
import io.lakegate.server.console.RootCommand;
import io.lakegate.server.console.StandardStreams;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The entry of the process: gives the command line its streams and the way to start a gateway. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] arguments) {
        System.exit(RootCommand.run(
                StandardStreams.ofProcess(),
                GatewayMain::start,
                GatewayMain::check,
                GatewayMain::passwordFile,
                arguments));
    }

    static Optional<Path> passwordFile(Path configuration) {
        return ConfigLoader.load(configuration).security().authentication().passwordFile();
    }

    static List<CheckStep> check(Path configuration, String catalog) throws Exception {
        return Gateway.check(ConfigLoader.load(configuration), catalog);
    }

    static GatewayStarter.Running start(Path configuration, GatewayStarter.Address address) throws Exception {
        Gateway gateway = Gateway.start(ConfigLoader.load(configuration).withAddress(address.host(), address.port()));
        return new GatewayStarter.Running(gateway.url(), gateway::drain, gateway::close);
    }
}
