package io.spotcluster.infra.workers;

import io.spotcluster.infra.Checks;
import io.spotcluster.infra.configuration.Configuration;
import io.spotcluster.infra.configuration.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.ec2.CfnInternetGateway;
import software.amazon.awscdk.services.ec2.CfnRoute;
import software.amazon.awscdk.services.ec2.CfnRouteTable;
import software.amazon.awscdk.services.ec2.CfnSubnet;
import software.amazon.awscdk.services.ec2.CfnSubnetRouteTableAssociation;
import software.amazon.awscdk.services.ec2.CfnVPC;
import software.amazon.awscdk.services.ec2.CfnVPCGatewayAttachment;
import software.constructs.Construct;

/** Where machines stand: one public subnet in each zone, without the hourly price of a NAT gateway. */
public record Network(String vpcId, List<String> subnetIds) {
    public Network {
        subnetIds = List.copyOf(subnetIds);
    }

    static Network of(Construct scope, Region region, Optional<Configuration.ExistingVpc> existing) {
        return existing.map(vpc -> new Network(vpc.id(), vpc.subnets())).orElseGet(() -> create(scope, region));
    }

    private static Network create(Construct scope, Region region) {
        CfnVPC vpc = CfnVPC.Builder.create(scope, "Vpc")
                .cidrBlock("10.80.0.0/16")
                .enableDnsSupport(true)
                .enableDnsHostnames(true)
                .build();
        Checks.accept(
                vpc,
                "AwsSolutions-VPC7",
                "Flow logs of workers cost more than they tell: nothing can come in, and tasks may go anywhere. Switch them on when you need them.");
        CfnInternetGateway gateway =
                CfnInternetGateway.Builder.create(scope, "Gateway").build();
        CfnVPCGatewayAttachment attachment = CfnVPCGatewayAttachment.Builder.create(scope, "Attachment")
                .vpcId(vpc.getRef())
                .internetGatewayId(gateway.getRef())
                .build();
        CfnRouteTable table = CfnRouteTable.Builder.create(scope, "Routes")
                .vpcId(vpc.getRef())
                .build();
        CfnRoute out = CfnRoute.Builder.create(scope, "Out")
                .routeTableId(table.getRef())
                .destinationCidrBlock("0.0.0.0/0")
                .gatewayId(gateway.getRef())
                .build();
        out.getNode().addDependency(attachment);
        List<String> subnets = new ArrayList<>();
        for (int i = 0; i < region.zones().size(); i++) {
            String zone = region.zones().get(i);
            String letter = zone.substring(zone.length() - 1);
            CfnSubnet subnet = CfnSubnet.Builder.create(scope, "Subnet-" + letter)
                    .vpcId(vpc.getRef())
                    .availabilityZone(zone)
                    .cidrBlock("10.80.%d.0/20".formatted(16 * i))
                    .mapPublicIpOnLaunch(true)
                    .build();
            CfnSubnetRouteTableAssociation.Builder.create(scope, "Routes-" + letter)
                    .subnetId(subnet.getRef())
                    .routeTableId(table.getRef())
                    .build();
            subnets.add(subnet.getRef());
        }
        return new Network(vpc.getRef(), subnets);
    }
}
