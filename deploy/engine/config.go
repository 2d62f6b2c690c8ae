package main

import (
	"math"
	"net"
	"net/url"
	"strconv"
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
)

// clusterName is written into every namespace; it is not the name of a host.
const clusterName = "active"

// connections is how many connections each of the two databases gets. Idle
// ones are kept, all of them: fewer idle than allowed means hundreds of new
// connections a second under load.
const connections = 20

func sqlConfig(o options, database string) *config.SQL {
	attributes := map[string]string{}
	for key, values := range o.connectOptions() {
		attributes[key] = values[0]
	}
	return &config.SQL{
		PluginName:        postgresql.PluginNamePGX,
		ConnectProtocol:   "tcp",
		ConnectAddr:       o.postgresAddr(),
		ConnectAttributes: attributes,
		DatabaseName:      database,
		User:              url.PathEscape(o.postgresUser), // Temporal escapes the password only
		Password:          o.password,
		MaxConns:          connections,
		MaxIdleConns:      connections,
		MaxConnLifetime:   time.Hour,
	}
}

func serverConfig(o options, p *ports) *config.Config {
	c := &config.Config{
		Persistence: config.Persistence{
			DefaultStore:     "main",
			VisibilityStore:  "visibility",
			NumHistoryShards: int32(o.shards),
			DataStores: map[string]config.DataStore{
				"main":       {SQL: sqlConfig(o, o.mainDatabase())},
				"visibility": {SQL: sqlConfig(o, o.visibilityDatabase())},
			},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: p.frontendAddr()},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            map[string]config.Service{},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: "disabled"},
			Visibility: config.VisibilityArchival{State: "disabled"},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
		}},
		PublicClient: config.PublicClient{HostPort: p.frontendAddr()},
	}
	c.Global.Membership = config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: p.listen}
	if p.metrics != 0 {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(p.metrics))
		c.Global.Metrics = &metrics.Config{Prometheus: &metrics.PrometheusConfig{ListenAddress: address, HandlerPath: "/metrics"}}
	}
	for _, s := range services {
		c.Services[string(s)] = config.Service{RPC: config.RPC{
			GRPCPort: p.grpc[s], MembershipPort: p.membership[s], BindOnIP: p.listen,
		}}
	}
	return c
}

// dynamicConfig is where this engine differs from Temporal's defaults.
func dynamicConfig() dynamicconfig.Client {
	const plenty = 100_000 // a second: PostgreSQL is the limit of one machine, not a counter
	settings := map[string]any{
		// By default a timer whose task failed 70 times (about an hour without
		// PostgreSQL) goes to a dead-letter queue and never fires. Here it is
		// tried for ever; the queue is left to tasks that are corrupt.
		"history.TaskDLQEnabled":                 true,
		"history.TaskDLQUnexpectedErrorAttempts": math.MaxInt32,

		"system.enableCrossNamespaceCommands": false,
		"system.enableEagerWorkflowStart":     false, // does not go with worker versions
		"history.maxInFlightUpdates":          100,

		// One process needs no partitions.
		"matching.numTaskqueueReadPartitions":  1,
		"matching.numTaskqueueWritePartitions": 1,

		"frontend.rps":                     plenty,
		"frontend.namespaceRPS":            plenty,
		"frontend.namespaceRPS.visibility": 1000,
		"frontend.namespaceCount":          10_000, // long polls at a time
		"history.rps":                      plenty,
		"matching.rps":                     plenty,
		"frontend.persistenceMaxQPS":       plenty,
		"history.persistenceMaxQPS":        plenty,
		"matching.persistenceMaxQPS":       plenty,
		"worker.persistenceMaxQPS":         plenty,

		// It calls nobody.
		"frontend.enableServerVersionCheck": false,
	}
	client := dynamicconfig.StaticClient{}
	for name, value := range settings {
		client[dynamicconfig.MakeKey(name)] = value
	}
	return client
}
