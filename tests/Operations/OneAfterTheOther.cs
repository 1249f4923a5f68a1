// Each class starts a console, some a browser: two at once only make each other late.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
