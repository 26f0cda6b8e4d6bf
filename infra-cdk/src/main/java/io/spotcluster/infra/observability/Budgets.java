package io.spotcluster.infra.observability;

import io.spotcluster.infra.configuration.Configuration;
import java.util.List;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.constructs.Construct;

/** A budget for the account: it tells, and stops nothing. */
final class Budgets {
    private Budgets() {}

    static void create(Construct scope, String deployment, Configuration.Budget budget) {
        List<CfnBudget.SubscriberProperty> subscribers = budget.emails().stream()
                .map(email -> CfnBudget.SubscriberProperty.builder()
                        .subscriptionType("EMAIL")
                        .address(email)
                        .build())
                .toList();
        CfnBudget.Builder.create(scope, "Budget")
                .budget(CfnBudget.BudgetDataProperty.builder()
                        .budgetName(deployment)
                        .budgetType("COST")
                        .timeUnit("MONTHLY")
                        .budgetLimit(CfnBudget.SpendProperty.builder()
                                .amount(budget.monthlyDollars())
                                .unit("USD")
                                .build())
                        .build())
                .notificationsWithSubscribers(
                        List.of(notification("ACTUAL", 80, subscribers), notification("FORECASTED", 100, subscribers)))
                .build();
    }

    private static CfnBudget.NotificationWithSubscribersProperty notification(
            String type, int percent, List<CfnBudget.SubscriberProperty> subscribers) {
        return CfnBudget.NotificationWithSubscribersProperty.builder()
                .notification(CfnBudget.NotificationProperty.builder()
                        .notificationType(type)
                        .comparisonOperator("GREATER_THAN")
                        .threshold(percent)
                        .thresholdType("PERCENTAGE")
                        .build())
                .subscribers(subscribers)
                .build();
    }
}
